/* A telephone line for tests: what its parts know of each other. See line.c for what the program does. */
#ifndef LINE_H
#define LINE_H

#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES  /* the fill of the T.31 transmit buffer has no accessor */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <spandsp.h>
#include <spandsp/expose.h>

enum { SAMPLES_PER_MS = 8, TICK_MS = 20, TICK = TICK_MS * SAMPLES_PER_MS };

enum far_end { FAR_ANSWERS, FAR_CALLS, FAR_MODEM, FAR_MUTE };

struct span { int from, length; };
struct bursts { int from, length, every; };

/* What the command line said. Times are milliseconds. */
struct options {
    enum far_end far_end;
    const char *port[2];        /* symbolic links to make: the second for FAR_MODEM only */
    const char *document;       /* TIFF that the terminal sends or writes */
    const char *ident;
    bool ecm;
    bool poll;                  /* the terminal polls, or offers its document to one who does */
    const char *password;       /* that it polls with */
    int modems, codings;        /* libspandsp's T30_SUPPORT_... sets */
    double speed;
    bool real_answers;
    int turnround;
    int quiet_before_ring;
    int hang_up_after, cut_after;
    struct span mute, noise;    /* in each call */
    struct bursts bursts;
    int snr;                    /* noise so many dB below each signal; 0 is none */
    int seed;                   /* of all noise */
    int delay;                  /* from one end to the other */
    int echo_below, echo_after; /* each end hears itself so many dB down; 0 dB is not at all */
    int fastest;                /* bit/s that the one who calls admits to; 0 is no limit */
    int baud;                   /* of the serial lines; 0 is no limit */
    bool xonxoff;               /* modems stop their programs with XOFF */
    int calls;                  /* how many are made before the line ends */
    int limit;                  /* of the host's clock */
    const char *trace, *t30_log;
};

/* A Class 1 modem behind a pseudo terminal. */
struct port {
    char name;                  /* in traces: A or B */
    int fd;                     /* master side */
    const char *link;
    t31_state_t *t31;
    bool open;                  /* a program has the port open */
    bool off_hook;
    bool wants_call, wants_answer, wants_hang_up;
    bool hold;                  /* the modem cannot take more data now */
    bool behind;                /* the serial line has octets of the program that had no time in this tick */
    double may_read, may_write; /* octets that the serial line still carries in this tick */
    bool handed_over;           /* the program has said its piece, and the modem has not answered yet */
    bool dle;                   /* the last octet of data was an unpaired DLE */
    char number[64];
    char command[16];           /* start of the command line being typed */
    unsigned command_len;
    int64_t dce_spoke, dte_spoke;
    uint8_t in[512], out[65536];
    unsigned in_at, in_len, out_len;
};

/* What the fax terminal at the far end knew of the call. */
struct terminal {
    fax_state_t *fax;
    bool ended;
    int64_t ended_at;
    int result;                 /* T30_ERR_..., or -1 */
    t30_stats_t stats;
    char far_ident[32];
};

extern struct options options;
extern struct port ports[2];
extern int port_count;
extern struct terminal terminal;
extern int64_t line_clock;      /* samples since the start */

/* line.c */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void give_up(const char *format, ...) __attribute__((format(printf, 1, 2)));
static inline int64_t ms_since(int64_t then) { return (line_clock - then) / SAMPLES_PER_MS; }

/* port.c */
void port_create(struct port *p, char name, const char *link);
void port_poll(struct port *p);
void port_close(struct port *p);
bool port_at_work(const struct port *p);
void port_release_line(struct port *p);
void port_trace_flush(void);

/* serial.c */
ssize_t serial_read(struct port *p, void *octets, size_t room);
size_t serial_write(struct port *p, const void *octets, size_t n);
void serial_tick(struct port *p);
bool serial_stops_for(const struct port *p);

/* terminal.c */
void terminal_start(bool calling);
void terminal_stop(void);

/* channel.c */
bool channel_cut(int64_t age);
void channel_carry(int16_t audio[2][TICK], int64_t age);
void channel_clear(void);

/* exchange.c */
bool exchange_call_up(void);
bool exchange_over(void);
int exchange_calls(void);
bool exchange_quiet(void);
const char *exchange_ending(void);
int64_t exchange_call_ms(void);
void exchange_tick(void);

#endif
