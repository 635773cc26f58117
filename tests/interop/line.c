/*
 * line - a telephone line with foreign Class 1 fax modems on it, for one call or more.
 *
 * The program under test gets a pseudo terminal with libspandsp's T.31 modem behind it. At the far end of the line is
 * libspandsp's T.30 fax terminal, or a second such modem for another program. Signals travel as 8 kHz audio in ticks of
 * 20 ms. `line --help` lists the options; the last line of standard output is the result as JSON.
 *
 * Time. By default a second is a second. With `--speed F` the audio runs F times faster, but only while every modem on
 * the line has work that needs nothing from its program: while it sends what it was given or delivers what it hears. As
 * soon as a program owes the next command, frame or page data, or the line has been quiet for a second and everybody
 * waits for a timer, time is real. So a program is never given less time than on a real line, nor more; but what it hears
 * comes sooner by its own clock, unless it is V.21 and `--real-answers` is said.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "line.h"

enum { GOOD = 0, FAILED = 1, USAGE = 2, TIMED_OUT = 3, LINGER_MS = 3000 };

struct options options = {
    .ident = "LINE", .ecm = true, .speed = 1, .calls = 1, .seed = 1, .quiet_before_ring = 1500, .limit = 300000,
    .modems = T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17,
    .codings = T30_SUPPORT_T4_1D_COMPRESSION | T30_SUPPORT_T4_2D_COMPRESSION | T30_SUPPORT_T6_COMPRESSION,
};
struct port ports[2];
int port_count;
int64_t line_clock;
static volatile sig_atomic_t stopped;

void note(const char *format, ...)
{
    va_list args;
    fprintf(stderr, "line %9.3f ", (double) line_clock / 8000);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

void give_up(const char *format, ...)
{
    va_list args;
    fputs("line: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    for (int i = 0; i < port_count; i++)
        if (ports[i].link != NULL)
            port_close(&ports[i]);
    exit(USAGE);
}

static const char HELP[] =
    "usage: line answer --port P --document OUT.tif   P dials; a fax terminal answers and receives\n"
    "       line call   --port P --document IN.tif    a fax terminal calls P and sends\n"
    "       line pair   --port A --port B             A dials B or B dials A\n"
    "       line mute   --port P                      a port with nothing behind it\n"
    "  --poll                 the terminal offers its document (answer), or polls for one (call)\n"
    "  --password TEXT        what it says when it polls\n"
    "  --ecm on|off           error correction of the terminal (on)\n"
    "  --modem v17|v29|v27ter fastest modulation of the terminal, or of both modems of `pair` (v17)\n"
    "  --coding mh|mr|mmr     tightest coding of the terminal (mmr)\n"
    "  --ident TEXT           identification of the terminal (LINE)\n"
    "  --speed F              how much faster than real while no program is awaited (1)\n"
    "  --real-answers         but not while a program hears V.21: for one that measures how soon answers come\n"
    "  --turnround MS         modems start to send no earlier than this after their last word (0)\n"
    "  --quiet-before-ring MS the terminal calls when the program has been silent so long (1500)\n"
    "  --hang-up-after MS     the far end hangs up so long into the call; the modem notices\n"
    "  --cut-after MS         the line goes dead so long into the call; nobody is told\n"
    "  --mute FROM:FOR        nothing gets through for so many ms, from so long into the call\n"
    "  --noise FROM:FOR       the same with noise as loud as the signals\n"
    "  --bursts FROM:FOR:EVERY such noise again and again, every so many ms\n"
    "  --snr DB               noise all the time, so far below each signal\n"
    "  --seed N               another seed, other noise (1)\n"
    "  --delay MS             a satellite: all is heard so much later, 1200 at most\n"
    "  --echo DB:MS           each end hears itself, so far down and so much later\n"
    "  --fastest BPS          what the caller's modem, or the terminal that calls, admits to\n"
    "  --baud BPS             speed of the serial lines (no limit)\n"
    "  --xonxoff              modems stop their programs with XOFF, and lose what comes all the same\n"
    "  --calls N              so many calls, one after the other, for `pair` (1)\n"
    "  --limit MS             give up after so long, by the host's clock (300000)\n"
    "  --trace FILE           octets on the serial lines; --t30-log FILE  log of the terminal\n"
    "numbers: 5550001 busy, 5550002 no dial tone, 5550003 no answer, 5550004 rings till S7 runs out,\n"
    "         5550005 busy at the first call\n"
    "exit: 0 good, 1 the call failed, 2 usage or system, 3 time ran out\n";

static int choose(const char *what, const char *text, const char *const *names)
{
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    give_up("%s: no such choice: %s", what, text);
}

static struct span parse_span(const char *text)
{
    struct span span;
    if (sscanf(text, "%d:%d", &span.from, &span.length) != 2)
        give_up("wanted FROM:FOR, not %s", text);
    return span;
}

static void parse_echo(const char *text)
{
    if (sscanf(text, "%d:%d", &options.echo_below, &options.echo_after) != 2)
        give_up("wanted DB:MS, not %s", text);
}

static struct bursts parse_bursts(const char *text)
{
    struct bursts bursts;
    if (sscanf(text, "%d:%d:%d", &bursts.from, &bursts.length, &bursts.every) != 3 || bursts.every <= bursts.length)
        give_up("wanted FROM:FOR:EVERY, not %s", text);
    return bursts;
}

static void parse(int argc, char **argv)
{
    static const struct option known[] = {
        {"port", 1, 0, 'p'}, {"document", 1, 0, 'd'}, {"ecm", 1, 0, 'e'}, {"modem", 1, 0, 'm'}, {"coding", 1, 0, 'c'},
        {"ident", 1, 0, 'i'}, {"speed", 1, 0, 's'}, {"turnround", 1, 0, 'r'}, {"quiet-before-ring", 1, 0, 'q'},
        {"hang-up-after", 1, 0, 'h'}, {"cut-after", 1, 0, 'x'}, {"mute", 1, 0, 'u'}, {"noise", 1, 0, 'n'},
        {"real-answers", 0, 0, 'a'}, {"poll", 0, 0, 'P'}, {"password", 1, 0, 'w'}, {"bursts", 1, 0, 'b'}, {"snr", 1, 0, 'S'},
        {"delay", 1, 0, 'D'}, {"echo", 1, 0, 'E'}, {"fastest", 1, 0, 'f'}, {"baud", 1, 0, 'B'}, {"xonxoff", 0, 0, 'X'},
        {"calls", 1, 0, 'C'}, {"seed", 1, 0, 'R'}, {"limit", 1, 0, 'l'}, {"trace", 1, 0, 't'},
        {"t30-log", 1, 0, 'g'}, {0}};
    static const char *const modes[] = {"answer", "call", "pair", "mute", NULL}, *const on_off[] = {"off", "on", NULL},
        *const modems[] = {"v27ter", "v29", "v17", NULL}, *const codings[] = {"mh", "mr", "mmr", NULL};
    int links = 0, c;

    if (argc < 2 || strcmp(argv[1], "--help") == 0) {
        fputs(HELP, argc < 2 ? stderr : stdout);
        exit(argc < 2 ? USAGE : GOOD);
    }
    options.far_end = (enum far_end[]){FAR_ANSWERS, FAR_CALLS, FAR_MODEM, FAR_MUTE}[choose("mode", argv[1], modes)];
    while ((c = getopt_long(argc - 1, argv + 1, "", known, NULL)) != -1)
        switch (c) {
        case 'p':
            if (links == 2)
                give_up("there are two ports at most");
            options.port[links++] = optarg;
            break;
        case 'd': options.document = optarg; break;
        case 'e': options.ecm = choose("--ecm", optarg, on_off); break;
        case 'm': options.modems = (2 << choose("--modem", optarg, modems)) - 1; break;
        case 'c': options.codings = T30_SUPPORT_T4_1D_COMPRESSION * ((2 << choose("--coding", optarg, codings)) - 1); break;
        case 'i': options.ident = optarg; break;
        case 's': options.speed = atof(optarg); break;
        case 'r': options.turnround = atoi(optarg); break;
        case 'q': options.quiet_before_ring = atoi(optarg); break;
        case 'h': options.hang_up_after = atoi(optarg); break;
        case 'x': options.cut_after = atoi(optarg); break;
        case 'u': options.mute = parse_span(optarg); break;
        case 'n': options.noise = parse_span(optarg); break;
        case 'a': options.real_answers = true; break;
        case 'P': options.poll = true; break;
        case 'w': options.password = optarg; break;
        case 'b': options.bursts = parse_bursts(optarg); break;
        case 'S': options.snr = atoi(optarg); break;
        case 'D': options.delay = atoi(optarg); break;
        case 'E': parse_echo(optarg); break;
        case 'f': options.fastest = atoi(optarg); break;
        case 'B': options.baud = atoi(optarg); break;
        case 'X': options.xonxoff = true; break;
        case 'R': options.seed = atoi(optarg); break;
        case 'C': options.calls = atoi(optarg); break;
        case 'l': options.limit = atoi(optarg); break;
        case 't': options.trace = optarg; break;
        case 'g': options.t30_log = optarg; break;
        default: exit(USAGE);
        }
    if (links != (options.far_end == FAR_MODEM ? 2 : 1))
        give_up("wrong number of ports");
    if (options.document == NULL && options.far_end <= FAR_CALLS)
        give_up("--document is missing");
    if (options.speed < 1)
        give_up("--speed wants 1 or more");
    if (options.delay < 0 || options.delay > 1200 || options.echo_after < 0 || options.echo_after > 1200)
        give_up("the line forgets what is older than 1200 ms");
    if (options.calls != 1 && options.far_end != FAR_MODEM)
        give_up("--calls is for `pair`");
}

static double host_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
}

static bool may_hurry(void)
{
    if (options.speed <= 1 || !exchange_call_up() || exchange_quiet())
        return false;
    for (int i = 0; i < port_count; i++)
        if (!port_at_work(&ports[i]))
            return false;
    return true;
}

/* Serves the ports until the next tick is due. */
static void wait_for_tick(double *due)
{
    bool hurry = may_hurry();
    for (int i = 0; i < port_count; i++)
        serial_tick(&ports[i]);
    *due += hurry ? TICK_MS / options.speed : TICK_MS;
    if (host_ms() - *due > 100)
        *due = host_ms();       /* the host stood still; the line did too */
    for (;;) {
        struct pollfd fds[2];
        int n = 0;
        double left = *due - host_ms();
        struct timespec ts = {0, (long) (left * 1e6)};
        for (int i = 0; i < port_count; i++)
            if (ports[i].open && ports[i].in_at == ports[i].in_len && ports[i].may_read >= 1)
                fds[n++] = (struct pollfd){ports[i].fd, POLLIN, 0};
        if (left <= 0 || stopped)
            break;
        if (ppoll(fds, n, &ts, NULL) > 0)
            for (int i = 0; i < port_count; i++)
                port_poll(&ports[i]);
        if (!hurry && may_hurry()) {
            *due = host_ms();   /* the program has given its answer: its modem goes on at once */
            break;
        }
    }
    for (int i = 0; i < port_count; i++)
        port_poll(&ports[i]);
}

static void print_text(const char *key, const char *text)
{
    printf(",\"%s\":\"", key);
    for (; *text != '\0'; text++)
        if (*text == '"' || *text == '\\' || (unsigned char) *text < 0x20)
            printf("\\u%04x", (unsigned char) *text);
        else
            putchar(*text);
    putchar('"');
}

static void print_result(bool good, double took)
{
    static const char *const codings[] = {"none", "MH", "MR", "MMR"};
    const t30_stats_t *s = &terminal.stats;

    printf("{\"good\":%s", good ? "true" : "false");
    print_text("ending", exchange_ending());
    if (options.far_end <= FAR_CALLS) {
        print_text("t30", terminal.result < 0 ? "not finished" : t30_completion_code_to_str(terminal.result));
        print_text("far_ident", terminal.far_ident);
        print_text("coding", s->encoding <= 3 ? codings[s->encoding] : "other");
        printf(",\"pages\":%d,\"rate\":%d,\"ecm\":%s,\"rows\":%d,\"bad_rows\":%d",
               s->pages_rx + s->pages_tx, s->bit_rate,
               s->error_correcting_mode ? "true" : "false", s->length, s->bad_rows);
    }
    printf(",\"calls\":%d,\"call_ms\":%lld,\"took_ms\":%.0f}\n", exchange_calls(), (long long) exchange_call_ms(), took);
}

static void on_signal(int signal) { (void) signal; stopped = 1; }

int main(int argc, char **argv)
{
    double start, due, over_at = 0;
    bool good;

    parse(argc, argv);
    signal(SIGINT, on_signal);
    signal(SIGTERM, on_signal);
    for (; port_count < 2 && options.port[port_count] != NULL; port_count++)
        port_create(&ports[port_count], 'A' + port_count, options.port[port_count]);
    puts("ready");
    fflush(stdout);

    start = due = host_ms();
    while (!stopped && host_ms() - start < options.limit) {
        bool open = false;
        wait_for_tick(&due);
        exchange_tick();
        if (!exchange_over())
            continue;
        over_at = over_at ? over_at : host_ms();
        for (int i = 0; i < port_count; i++)
            open = open || ports[i].open;
        if (!open || host_ms() - over_at > LINGER_MS)
            break;
    }
    terminal_stop();
    for (int i = 0; i < port_count; i++)
        port_close(&ports[i]);
    good = exchange_call_ms() > 0
        && (options.far_end == FAR_MODEM || (terminal.result == T30_ERR_OK && terminal.stats.pages_rx + terminal.stats.pages_tx > 0));
    print_result(good, host_ms() - start);
    return !exchange_over() ? TIMED_OUT : good ? GOOD : FAILED;
}
