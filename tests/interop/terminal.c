/* The fax machine at the far end: libspandsp's own T.30 terminal. */
#include <errno.h>
#include <string.h>

#include "line.h"

struct terminal terminal = {.result = -1};
static FILE *t30_log;

static void on_log(int level, const char *text)
{
    (void) level;
    fprintf(t30_log, "%9.3f %s", (double) line_clock / 8000, text);
    fflush(t30_log);
}

/* Called at several moments, since the figures of a page are gone when the call ends. */
static void take_figures(t30_state_t *t30)
{
    t30_stats_t before = terminal.stats;
    const char *ident = t30_get_rx_ident(t30);

    t30_get_transfer_statistics(t30, &terminal.stats);
    if (terminal.stats.length == 0) {
        terminal.stats.length = before.length;
        terminal.stats.bad_rows = before.bad_rows;
    }
    if (ident != NULL && *ident != '\0')
        snprintf(terminal.far_ident, sizeof(terminal.far_ident), "%s", ident);
}

/* The order in which libspandsp tries rates when it sends; it has no call to begin further down. */
static int fallback_step(int fastest)
{
    static const int rates[] = {14400, 12000, 9600, 9600, 7200, 7200, 4800, 2400};
    int step = 0;
    while (step < 7 && rates[step] > fastest)
        step++;
    return step;
}

static int on_phase_b(t30_state_t *t30, void *user, int result)
{
    (void) user;
    take_figures(t30);
    if (options.fastest && options.far_end == FAR_CALLS && t30->current_fallback < fallback_step(options.fastest))
        t30->current_fallback = fallback_step(options.fastest);
    note("terminal: phase B, %s", t30_frametype(result));
    return T30_ERR_OK;
}

static int on_phase_d(t30_state_t *t30, void *user, int result)
{
    (void) user;
    take_figures(t30);
    note("terminal: phase D, %s, %d bit/s, %d rows, %d bad", t30_frametype(result), terminal.stats.bit_rate,
         terminal.stats.length, terminal.stats.bad_rows);
    return T30_ERR_OK;
}

static void on_phase_e(t30_state_t *t30, void *user, int result)
{
    (void) user;
    take_figures(t30);
    terminal.ended = true;
    terminal.ended_at = line_clock;
    terminal.result = result;
    note("terminal: phase E, %s", t30_completion_code_to_str(result));
}

static void log_to(logging_state_t *log)
{
    span_log_set_message_handler(log, on_log);
    span_log_set_level(log, SPAN_LOG_FLOW | SPAN_LOG_SHOW_PROTOCOL);
}

void terminal_start(bool calling)
{
    t30_state_t *t30;

    terminal.fax = fax_init(NULL, calling);
    if (terminal.fax == NULL)
        give_up("no T.30 terminal");
    fax_set_transmit_on_idle(terminal.fax, true);
    t30 = fax_get_t30_state(terminal.fax);
    t30_set_tx_ident(t30, options.ident);
    t30_set_ecm_capability(t30, options.ecm);
    t30_set_supported_modems(t30, options.modems);
    t30_set_supported_compressions(t30, options.codings);
    t30_set_supported_resolutions(t30, T30_SUPPORT_STANDARD_RESOLUTION | T30_SUPPORT_FINE_RESOLUTION
        | T30_SUPPORT_SUPERFINE_RESOLUTION | T30_SUPPORT_R8_RESOLUTION | T30_SUPPORT_R16_RESOLUTION
        | T30_SUPPORT_300_300_RESOLUTION | T30_SUPPORT_400_400_RESOLUTION);
    t30_set_supported_image_sizes(t30, T30_SUPPORT_215MM_WIDTH | T30_SUPPORT_255MM_WIDTH | T30_SUPPORT_303MM_WIDTH
        | T30_SUPPORT_A4_LENGTH | T30_SUPPORT_B4_LENGTH | T30_SUPPORT_UNLIMITED_LENGTH);
    if (options.password != NULL)
        t30_set_tx_password(t30, options.password);
    if (calling != options.poll)
        t30_set_tx_file(t30, options.document, -1, -1);
    else
        t30_set_rx_file(t30, options.document, -1);
    t30_set_phase_b_handler(t30, on_phase_b, NULL);
    t30_set_phase_d_handler(t30, on_phase_d, NULL);
    t30_set_phase_e_handler(t30, on_phase_e, NULL);
    if (options.t30_log != NULL) {
        if ((t30_log = fopen(options.t30_log, "w")) == NULL)
            give_up("%s: %s", options.t30_log, strerror(errno));
        log_to(t30_get_logging_state(t30));
        log_to(fax_get_logging_state(terminal.fax));
    }
}

/* The line is gone. A terminal that was not through says how far it got. */
void terminal_stop(void)
{
    if (terminal.fax == NULL)
        return;
    if (!terminal.ended)
        t30_terminate(fax_get_t30_state(terminal.fax));
    fax_free(terminal.fax);     /* closes the received file */
    terminal.fax = NULL;
}
