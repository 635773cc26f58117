/* A foreign Class 1 modem: libspandsp's T.31 engine behind a pseudo terminal. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include "line.h"

/* Below so many octets of page data in hand it is the program's turn to bring more. */
enum { LOW_WATER = 600, DLE = 0x10, ETX = 0x03, XON = 0x11, XOFF = 0x13 };

/* A modem that has said XOFF takes so much all the same, and loses what comes then. Its buffer has 4096 octets. */
enum { FULL = 4000 };

/* ---- Trace of the serial line ---- */

static FILE *trace;
static struct {
    const struct port *port;
    bool from_dte;
    int64_t at;
    uint8_t octets[100];
    unsigned kept, count;
} run;

void port_trace_flush(void)
{
    if (run.count == 0 || trace == NULL)
        return;
    fprintf(trace, "%9.3f %c %s %5u  ", (double) run.at / 8000, run.port->name, run.from_dte ? ">" : "<", run.count);
    for (unsigned i = 0; i < run.kept; i++)
        if (run.octets[i] > 0x20 && run.octets[i] < 0x7F)
            fputc(run.octets[i], trace);
        else
            fprintf(trace, "\\%02x", run.octets[i]);
    fputs(run.count > run.kept ? " ...\n" : "\n", trace);
    fflush(trace);
    run.count = run.kept = 0;
}

static void trace_octets(const struct port *p, bool from_dte, const uint8_t *octets, unsigned n)
{
    if (options.trace == NULL)
        return;
    if (trace == NULL && (trace = fopen(options.trace, "w")) == NULL)
        give_up("%s: %s", options.trace, strerror(errno));
    if (run.port != p || run.from_dte != from_dte || ms_since(run.at) > 500)
        port_trace_flush();
    if (run.count == 0) {
        run.port = p;
        run.from_dte = from_dte;
        run.at = line_clock;
    }
    for (unsigned i = 0; i < n; i++, run.count++)
        if (run.kept < sizeof(run.octets))
            run.octets[run.kept++] = octets[i];
}

/* ---- From the modem to the program ---- */

static void drain(struct port *p)
{
    size_t n = p->out_len ? serial_write(p, p->out, p->out_len) : 0;
    if (n > 0) {
        p->out_len -= n;
        memmove(p->out, p->out + n, p->out_len);
    }
}

static void say(struct port *p, const uint8_t *octets, size_t n)
{
    if (!p->open)
        return;                 /* nobody listens: gone, as on a real port */
    if (n > sizeof(p->out) - p->out_len)
        give_up("port %c: the program has not read for too long", p->name);
    memcpy(p->out + p->out_len, octets, n);
    p->out_len += n;
    trace_octets(p, false, octets, n);
    drain(p);
}

/* Whether the modem admits to one of the numbers behind +FTM and +FRM: `--fastest` is for the one who calls. */
static bool admits(const struct port *p, int number)
{
    static const struct { int number, modem, rate; } known[] = {
        {24, T30_SUPPORT_V27TER, 2400}, {48, T30_SUPPORT_V27TER, 4800}, {72, T30_SUPPORT_V29, 7200},
        {96, T30_SUPPORT_V29, 9600}, {73, T30_SUPPORT_V17, 7200}, {74, T30_SUPPORT_V17, 7200},
        {97, T30_SUPPORT_V17, 9600}, {98, T30_SUPPORT_V17, 9600}, {121, T30_SUPPORT_V17, 12000},
        {122, T30_SUPPORT_V17, 12000}, {145, T30_SUPPORT_V17, 14400}, {146, T30_SUPPORT_V17, 14400}};
    bool calls = p->name == 'A' && options.far_end != FAR_CALLS;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (known[i].number == number)
            return (options.far_end != FAR_MODEM || (options.modems & known[i].modem))
                && (!calls || !options.fastest || known[i].rate <= options.fastest);
    return false;
}

/* The list of such numbers, less those that are hidden. */
static size_t shorten(const struct port *p, const char *list, size_t n, uint8_t out[64])
{
    size_t length = 0, at = 0;
    while (at < n) {
        char *end;
        int number = strtol(list + at, &end, 10);
        if (admits(p, number) && length < 48)
            length += sprintf((char *) out + length, "%s%d", length ? "," : "", number);
        at = end - list + 1;
    }
    return length;
}

static int on_output(at_state_t *at, void *user, const uint8_t *octets, size_t n)
{
    static const char LIST[] = "24,48,";
    struct port *p = user;
    uint8_t shorter[64];
    (void) at;
    if (n >= sizeof(LIST) - 1 && n < 64 && memcmp(octets, LIST, sizeof(LIST) - 1) == 0) {
        n = shorten(p, (const char *) octets, n, shorter);
        octets = shorter;
    }
    p->handed_over = false;
    p->dce_spoke = line_clock;
    say(p, octets, n);
    return 0;
}

static void set_hold(struct port *p, bool hold)
{
    if (options.xonxoff && hold != p->hold)
        say(p, &(uint8_t){hold ? XOFF : XON}, 1);
    p->hold = hold;
}

static int on_control(t31_state_t *t31, void *user, int op, const char *argument)
{
    struct port *p = user;
    (void) t31;
    switch (op) {
    case AT_MODEM_CONTROL_CALL:
        snprintf(p->number, sizeof(p->number), "%s", argument ? argument : "");
        p->wants_call = true;
        break;
    case AT_MODEM_CONTROL_ANSWER:
        p->wants_answer = true;
        break;
    case AT_MODEM_CONTROL_HANGUP:
        p->wants_hang_up = true;
        break;
    case AT_MODEM_CONTROL_CTS:
        set_hold(p, argument == NULL);
        break;
    }
    return 0;
}

/* ---- From the program to the modem ---- */

/* A real modem needs a moment between the end of one signal and the start of its own. With `--turnround` a command to
   send that comes too early stays in the serial port for so long. */
static bool must_wait(const struct port *p)
{
    return options.turnround && p->in[p->in_at] == '\r' && p->off_hook && ms_since(p->dce_spoke) < options.turnround
        && (strncasecmp(p->command, "AT+FTH", 6) == 0 || strncasecmp(p->command, "AT+FTM", 6) == 0);
}

/* Keeps book of whose turn it is. */
static void watch_turn(struct port *p, const uint8_t *octets, unsigned n)
{
    bool command = p->t31->at_state.at_rx_mode <= AT_MODE_OFFHOOK_COMMAND;
    for (unsigned i = 0; i < n; i++) {
        if (!command) {
            if (p->dle && octets[i] == ETX)
                p->handed_over = true;
            p->dle = octets[i] == DLE && !p->dle;
        } else if (octets[i] == '\r') {
            p->handed_over = true;
            p->command_len = 0;
            memset(p->command, 0, sizeof(p->command));
        } else if (p->command_len < sizeof(p->command) - 1) {
            p->command[p->command_len++] = octets[i];
        }
    }
}

static int in_hand(const struct port *p) { return p->t31->tx.in_bytes - p->t31->tx.out_bytes; }

/* Whether what the program sends stays where it is. With XOFF only a port that heeds it, or a program that does, stops. */
static bool stopped(const struct port *p) { return p->hold && (!options.xonxoff || serial_stops_for(p)); }

static void feed(struct port *p)
{
    while (p->in_at < p->in_len && !stopped(p) && !must_wait(p)) {
        int mode = p->t31->at_state.at_rx_mode;
        /* Commands go in one by one, since any of them may change what the next octet means; data in pieces that are
           small against the modem's buffer. */
        unsigned n = mode == AT_MODE_STUFFED || mode == AT_MODE_HDLC ? 128 : 1;
        if (n > p->in_len - p->in_at)
            n = p->in_len - p->in_at;
        watch_turn(p, p->in + p->in_at, n);
        if (p->hold && in_hand(p) > FULL)
            note("port %c loses %u octets: the program does not heed XOFF", p->name, n);
        else
            t31_at_rx(p->t31, (const char *) p->in + p->in_at, n);
        p->in_at += n;
        p->dte_spoke = line_clock;
    }
}

static void raw_mode(int fd)
{
    struct termios t;
    if (tcgetattr(fd, &t) == 0) {
        cfmakeraw(&t);
        tcsetattr(fd, TCSANOW, &t);
    }
}

/* On a pseudo terminal "hung up" means that no program has it open. */
static void watch_open(struct port *p)
{
    struct pollfd fd = {p->fd, POLLIN, 0};
    bool open = poll(&fd, 1, 0) < 0 || !(fd.revents & POLLHUP) || (p->open && (fd.revents & POLLIN));
    if (open == p->open)
        return;
    p->open = open;
    p->dte_spoke = line_clock;
    note("port %c %s", p->name, open ? "opened" : "closed");
    if (!open) {
        raw_mode(p->fd);
        p->in_at = p->in_len = p->out_len = 0;
        p->wants_hang_up = true;    /* DTR has dropped */
    }
}

/* Moves what is there to be moved, both ways. */
void port_poll(struct port *p)
{
    watch_open(p);
    drain(p);
    for (;;) {
        if (p->t31 != NULL)
            feed(p);
        else
            p->in_at = p->in_len;
        if (p->in_at < p->in_len)
            return;
        ssize_t n = serial_read(p, p->in, sizeof(p->in));
        p->in_at = 0;
        p->in_len = n > 0 ? n : 0;
        if (n <= 0) {
            if (n < 0 && errno == EIO)
                watch_open(p);
            return;
        }
        trace_octets(p, true, p->in, n);
    }
}

/* Whether the modem has something to do that needs nothing from the program: only then may the clock run fast. */
bool port_at_work(const struct port *p)
{
    if (!p->off_hook || (p->out_len != 0 && p->may_write >= 1))
        return false;
    if (options.real_answers && p->t31->modem == FAX_MODEM_V21_RX)
        return false;
    switch (p->t31->at_state.at_rx_mode) {
    case AT_MODE_DELIVERY:
        return true;
    case AT_MODE_STUFFED:
        return p->handed_over || p->behind || in_hand(p) > LOW_WATER;
    default:
        return p->handed_over;
    }
}

/* The line is gone: the engine goes back to its idle state and says so if somebody waits for it. */
void port_release_line(struct port *p)
{
    p->hold = false;
    if (!p->off_hook)
        return;
    p->off_hook = false;
    t31_call_event(p->t31, AT_CALL_EVENT_HANGUP);
}

void port_create(struct port *p, char name, const char *link)
{
    char path[128];
    int slave;

    p->name = name;
    p->link = link;
    if (openpty(&p->fd, &slave, path, NULL, NULL) < 0)
        give_up("no pseudo terminal: %s", strerror(errno));
    raw_mode(slave);
    close(slave);
    fcntl(p->fd, F_SETFL, O_NONBLOCK);
    unlink(link);
    if (symlink(path, link) < 0)
        give_up("%s: %s", link, strerror(errno));
    if (options.far_end == FAR_MUTE)
        return;                 /* a port with nothing alive behind it */
    p->t31 = t31_init(NULL, on_output, p, on_control, p, NULL, NULL);
    if (p->t31 == NULL)
        give_up("no T.31 modem");
    t31_set_transmit_on_idle(p->t31, true);
}

void port_close(struct port *p)
{
    port_trace_flush();
    unlink(p->link);
    close(p->fd);
}
