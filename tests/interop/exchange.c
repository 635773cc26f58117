/* The exchange: one call from dialling to the end, and the audio in between. */
#define _GNU_SOURCE
#include <string.h>

#include "line.h"

/* Numbers that do not get through. */
static const char BUSY[] = "5550001", NO_DIAL_TONE[] = "5550002", NO_ANSWER[] = "5550003", NOBODY[] = "5550004",
    BUSY_ONCE[] = "5550005";

enum { DIALLING_MS = 1000, PICK_UP_MS = 500, RING_EVERY_MS = 4000, RINGS_MAX = 10, FAR_HANG_UP_MS = 500, REST_MS = 500 };

static enum { IDLE, DIALLING, RINGING, UP, OVER } state;
static const char *ending = "no call";
static int caller;              /* 0 or 1; with a terminal at the far end, that is 1 */
static int64_t since, next_ring, went_up, last_sound, call_ms, other_goes_down;
static int rings, calls;

bool exchange_call_up(void) { return state == UP; }
bool exchange_over(void) { return state == OVER && calls == options.calls; }
int exchange_calls(void) { return calls; }
bool exchange_quiet(void) { return ms_since(last_sound) > 1000; }
const char *exchange_ending(void) { return ending; }
int64_t exchange_call_ms(void) { return call_ms; }

static void enter(int next)
{
    state = next;
    since = line_clock;
}

static void end_call(const char *why)
{
    note("call over: %s", why);
    if (state == UP)
        call_ms = ms_since(went_up);
    ending = why;
    calls++;
    enter(OVER);
    for (int i = 0; i < port_count; i++)
        port_release_line(&ports[i]);
    terminal_stop();
}

static void fail_call(int event, const char *why)
{
    struct port *p = &ports[caller];
    if (p->t31->at_state.at_rx_mode != AT_MODE_ONHOOK_COMMAND)
        at_set_at_rx_mode(&p->t31->at_state, AT_MODE_ONHOOK_COMMAND);
    if (event != 0)
        t31_call_event(p->t31, event);
    else
        at_put_response_code(&p->t31->at_state, AT_RESPONSE_CODE_NO_CARRIER);
    p->off_hook = false;
    end_call(why);
}

static void connect_call(void)
{
    note("line up");
    enter(UP);
    went_up = last_sound = line_clock;
    for (int i = 0; i < port_count; i++) {
        ports[i].off_hook = true;
        t31_call_event(ports[i].t31, i == caller ? AT_CALL_EVENT_CONNECTED : AT_CALL_EVENT_ANSWERED);
    }
    if (port_count == 1)
        terminal_start(caller == 1);
}

static void idle(void)
{
    for (int i = 0; i < port_count; i++) {
        struct port *p = &ports[i];
        if (!p->wants_call)
            continue;
        p->wants_call = false;
        if (options.far_end == FAR_CALLS) {
            t31_call_event(p->t31, AT_CALL_EVENT_NO_DIALTONE);     /* this line only takes calls */
            continue;
        }
        caller = i;
        p->off_hook = true;
        note("port %c dials %s", p->name, p->number);
        enter(DIALLING);
        return;
    }
    if (options.far_end == FAR_CALLS && ports[0].open && ms_since(ports[0].dte_spoke) > options.quiet_before_ring) {
        caller = 1;
        note("the terminal calls");
        enter(RINGING);
        next_ring = line_clock;
    }
}

/* The digits are what counts of a dial string: T and P say how, commas how slowly. */
static bool dialled(const char *number)
{
    const char *digits = ports[caller].number;
    return strcmp(digits + strcspn(digits, "0123456789"), number) == 0;
}

static void dialling(void)
{
    if (ports[caller].dte_spoke > since)
        fail_call(0, "dialling aborted by the program");    /* V.250 5.6.1 */
    else if (ms_since(since) < DIALLING_MS)
        return;
    else if (dialled(NO_DIAL_TONE))
        fail_call(AT_CALL_EVENT_NO_DIALTONE, "no dial tone");
    else if (dialled(BUSY) || (dialled(BUSY_ONCE) && calls == 0))
        fail_call(AT_CALL_EVENT_BUSY, "busy");
    else {
        next_ring = line_clock;
        enter(RINGING);
    }
}

static void ringing(void)
{
    int callee = 1 - caller;

    if (caller < port_count) {
        struct port *p = &ports[caller];
        if (p->dte_spoke > since)
            fail_call(0, "dialling aborted by the program");
        else if (dialled(NO_ANSWER) && ms_since(since) > 3 * RING_EVERY_MS)
            fail_call(AT_CALL_EVENT_NO_ANSWER, "no answer");
        else if (ms_since(since) > 1000 * p->t31->at_state.p.s_regs[7])
            fail_call(0, "S7 ran out");
        else if (callee >= port_count && !dialled(NO_ANSWER) && !dialled(NOBODY) && ms_since(since) > PICK_UP_MS)
            connect_call();
        if (state != RINGING || dialled(NO_ANSWER) || dialled(NOBODY))
            return;
    }
    if (callee >= port_count)
        return;
    if (ports[callee].wants_answer) {
        ports[callee].wants_answer = false;
        connect_call();
    } else if (line_clock >= next_ring) {
        if (rings++ >= RINGS_MAX && caller >= port_count) {
            end_call("nobody answered the terminal");
            return;
        }
        next_ring = line_clock + RING_EVERY_MS * SAMPLES_PER_MS;
        t31_call_event(ports[callee].t31, AT_CALL_EVENT_ALERTING);
    }
}

static void up(void)
{
    int64_t age = ms_since(went_up);

    if (options.hang_up_after && age > options.hang_up_after)
        end_call("the far end hung up");
    /* Behind a cut nobody hears that the other one hung up. */
    else if (terminal.ended && ms_since(terminal.ended_at) > FAR_HANG_UP_MS && !channel_cut(age))
        end_call("the terminal is through");
    else if (other_goes_down && line_clock >= other_goes_down)
        end_call("hung up");
}

static void hang_ups(void)
{
    for (int i = 0; i < port_count; i++) {
        struct port *p = &ports[i];
        if (!p->wants_hang_up)
            continue;
        p->wants_hang_up = false;
        if (!p->off_hook)
            continue;
        note("port %c hangs up", p->name);
        if (state == UP && (port_count == 2 || options.delay) && !other_goes_down) {
            /* The other side hears of it a moment later, and what was said before first. */
            p->off_hook = false;
            other_goes_down = line_clock + FAR_HANG_UP_MS * SAMPLES_PER_MS;
        } else {
            p->off_hook = false;
            end_call("hung up");
        }
    }
}

/* The line is free again after a while, or the run is at its end. */
static void over(void)
{
    if (calls < options.calls && ms_since(since) > REST_MS) {
        rings = 0;
        other_goes_down = 0;
        channel_clear();
        enter(IDLE);
        return;
    }
    for (int i = 0; i < port_count; i++)
        if (ports[i].wants_call && calls == options.calls) {
            ports[i].wants_call = false;
            t31_call_event(ports[i].t31, AT_CALL_EVENT_BUSY);
        }
}

static bool audible(const int16_t *audio)
{
    double energy = 0;
    for (int i = 0; i < TICK; i++)
        energy += (double) audio[i] * audio[i];
    return energy > 100.0 * 100.0 * TICK;
}

static void carry_audio(void)
{
    int16_t audio[2][TICK];

    memset(audio, 0, sizeof(audio));
    for (int i = 0; i < port_count; i++)
        if (ports[i].off_hook)
            t31_tx(ports[i].t31, audio[i], TICK);
    if (terminal.fax != NULL)
        fax_tx(terminal.fax, audio[1], TICK);
    channel_carry(audio, ms_since(went_up));
    if (audible(audio[0]) || audible(audio[1]))
        last_sound = line_clock;
    for (int i = 0; i < port_count; i++)
        if (ports[i].off_hook)
            t31_rx(ports[i].t31, audio[i], TICK);
    if (terminal.fax != NULL)
        fax_rx(terminal.fax, audio[1], TICK);
}

/* One tick of the line. */
void exchange_tick(void)
{
    hang_ups();
    switch (state) {
    case IDLE: idle(); break;
    case DIALLING: dialling(); break;
    case RINGING: ringing(); break;
    case UP: up(); break;
    case OVER: over(); break;
    }
    if (state == UP)
        carry_audio();
    line_clock += TICK;
}
