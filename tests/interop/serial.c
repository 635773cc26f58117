/* The serial line between a program and its modem: how fast it is, and how the modem stops the program. */
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include "line.h"

enum { BITS_PER_OCTET = 10, USUAL_BAUD = 115200 };

/* What is carried in a tick. XOFF needs a line that is not endlessly fast, or all is over before it is heard. */
void serial_tick(struct port *p)
{
    int baud = options.baud ? options.baud : options.xonxoff ? USUAL_BAUD : 0;
    double quota = baud ? (double) baud / BITS_PER_OCTET * TICK_MS / 1000 : 1e9;

    p->may_read = fmod(p->may_read, 1) + quota;
    p->may_write = fmod(p->may_write, 1) + quota;
}

/* From the program; as read(2), with nothing there when there is no time left. */
ssize_t serial_read(struct port *p, void *octets, size_t room)
{
    ssize_t n;

    if (p->may_read < 1) {
        struct pollfd fd = {p->fd, POLLIN, 0};
        p->behind = poll(&fd, 1, 0) > 0 && (fd.revents & POLLIN);
        errno = EAGAIN;
        return -1;
    }
    if (room > p->may_read)
        room = p->may_read;
    n = read(p->fd, octets, room);
    if (n > 0)
        p->may_read -= n;
    p->behind = false;
    return n;
}

/* To the program: how much of it was taken. */
size_t serial_write(struct port *p, const void *octets, size_t n)
{
    ssize_t taken;

    if (n > p->may_write)
        n = p->may_write;
    taken = n ? write(p->fd, octets, n) : 0;
    if (taken <= 0)
        return 0;
    p->may_write -= taken;
    return taken;
}

/* Whether the program's port heeds XOFF by itself: then octets that it has not carried yet wait there. A pseudo terminal
   has one set of modes, which both sides see. */
bool serial_stops_for(const struct port *p)
{
    struct termios t;
    return tcgetattr(p->fd, &t) == 0 && (t.c_iflag & IXON);
}
