/* What the line does to the audio on it. Nobody is told: that is how a line spoils calls, and how it dies. */
#define _GNU_SOURCE
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "line.h"

/* What either end has sent: the last second and a bit. */
enum { HISTORY = 64 * TICK };
static int16_t history[2][HISTORY];
static unsigned written;        /* samples, of either end */

static bool within(struct span span, int64_t age)
{
    return age >= span.from && age < span.from + span.length;
}

static bool in_burst(int64_t age)
{
    const struct bursts *b = &options.bursts;
    return b->length && age >= b->from && (age - b->from) % b->every < b->length;
}

bool channel_cut(int64_t age) { return options.cut_after && age > options.cut_after; }

/* Normally distributed, variance 1 (Box and Muller); the same for the same seed. */
static double normal(void)
{
    static unsigned short state[3];
    static bool seeded;
    if (!seeded)
        memcpy(state, (unsigned short[]){options.seed, 2, 3}, sizeof(state));
    seeded = true;
    return sqrt(-2 * log(1 - erand48(state))) * cos(2 * M_PI * erand48(state));
}

/* Noise that is as much below the signal as that is strong: silence stays silent, or nobody would ever hear it. */
static void add_noise_below(int16_t audio[TICK], int snr)
{
    double energy = 0;
    for (int i = 0; i < TICK; i++)
        energy += (double) audio[i] * audio[i];
    double rms = sqrt(energy / TICK) * pow(10, -snr / 20.0);
    for (int i = 0; i < TICK; i++)
        audio[i] = saturate16(lrint(audio[i] + rms * normal()));
}

static void spoil(int16_t audio[TICK], int64_t age)
{
    static awgn_state_t *noise;

    if (options.snr)
        add_noise_below(audio, options.snr);
    if (channel_cut(age) || within(options.mute, age))
        memset(audio, 0, TICK * sizeof(audio[0]));
    if (noise == NULL)
        noise = awgn_init_dbm0(NULL, options.seed, -12.0);
    bool noisy = within(options.noise, age) || in_burst(age);
    for (int i = 0; noisy && i < TICK; i++)
        audio[i] = saturate16(audio[i] + awgn(noise));
}

static int16_t ago(int end, unsigned sample, int ms)
{
    return history[end][(written + sample + HISTORY - ms * SAMPLES_PER_MS) % HISTORY];
}

/* One tick: what each end sends comes in, what it hears goes out. */
void channel_carry(int16_t audio[2][TICK], int64_t age)
{
    double echo = options.echo_below ? pow(10, -options.echo_below / 20.0) : 0;

    for (int end = 0; end < 2; end++) {
        spoil(audio[end], age);
        memcpy(history[end] + written, audio[end], sizeof(audio[end]));
    }
    for (int end = 0; end < 2; end++)
        for (unsigned i = 0; i < TICK; i++)
            audio[end][i] = saturate16(lrint(ago(1 - end, i, options.delay) + echo * ago(end, i, options.echo_after)));
    written = (written + TICK) % HISTORY;
}

/* A new call: nothing of the last one is still under way. */
void channel_clear(void) { memset(history, 0, sizeof(history)); }
