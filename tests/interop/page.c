/*
 * page - makes, converts and compares bi-level pages with libtiff, so that no codec of ours judges itself.
 *
 *   page make text|dense|blank WxH SEED OUT.pbm      a page of W x H pels; the same seed gives the same page
 *   page tiff mh|mr|mmr XxY OUT.tif IN...            class F, X x Y per inch, a page for each page of each input
 *   page pbm OUT.pbm IN                              the first page of the input
 *   page cmp SKIP WANT GOT...                        pel for pel, page for page; the first SKIP rows of each page in
 *                                                    GOT are a header, and blank rows may then follow at its end;
 *                                                    with -1 the last row of each page in GOT may be missing
 *   page cmp SKIP:ROWS WANT GOT...                   the same, but so many rows of each page may be spoilt, lost or new
 * Inputs are raw PBM or TIFF. Exit: 0 the same, 1 different, 2 usage or a file that cannot be read.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

enum { PAGES_MAX = 64 };

/* Rows of packed pels, the first in the most significant bit, 1 is black. */
struct page { unsigned width, rows, stride; uint8_t *pels; };
struct document { unsigned pages; struct page page[PAGES_MAX]; };

static _Noreturn void fail(const char *format, ...)
{
    va_list args;
    fputs("page: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(2);
}

static struct page *add_page(struct document *d, unsigned width, unsigned rows)
{
    struct page *p = &d->page[d->pages++];
    if (d->pages > PAGES_MAX || width == 0 || width > 65535 || rows > 65535)
        fail("too many pages, or a page of %u x %u", width, rows);
    p->width = width;
    p->rows = rows;
    p->stride = (width + 7) / 8;
    p->pels = calloc(rows + 1, p->stride);
    if (p->pels == NULL)
        fail("no memory");
    return p;
}

/* ---- Reading ---- */

static unsigned pbm_number(FILE *f)
{
    unsigned n = 0;
    int c = fgetc(f);
    for (; c == '#' || isspace(c); c = fgetc(f))
        while (c == '#' && (c = fgetc(f)) != EOF && c != '\n')
            c = '#';
    for (; isdigit(c); c = fgetc(f))
        n = n * 10 + c - '0';
    return n;
}

static bool read_pbm(struct document *d, const char *name)
{
    FILE *f = fopen(name, "rb");
    char magic[2];
    bool any = false;

    if (f == NULL)
        fail("%s: cannot be opened", name);
    while (fread(magic, 1, 2, f) == 2 && memcmp(magic, "P4", 2) == 0) {
        unsigned width = pbm_number(f), rows = pbm_number(f);
        struct page *p = add_page(d, width, rows);
        if (fread(p->pels, p->stride, rows, f) != rows)
            fail("%s: ends early", name);
        any = true;
    }
    fclose(f);
    return any;
}

static void read_tiff(struct document *d, const char *name)
{
    TIFF *t = TIFFOpen(name, "r");
    if (t == NULL)
        fail("%s: neither PBM nor TIFF", name);
    do {
        uint32_t width = 0, rows = 0;
        uint16_t photometric = PHOTOMETRIC_MINISWHITE, bits = 1;
        TIFFGetField(t, TIFFTAG_IMAGEWIDTH, &width);
        TIFFGetField(t, TIFFTAG_IMAGELENGTH, &rows);
        TIFFGetField(t, TIFFTAG_PHOTOMETRIC, &photometric);
        TIFFGetFieldDefaulted(t, TIFFTAG_BITSPERSAMPLE, &bits);
        struct page *p = add_page(d, width, rows);
        if (bits != 1 || TIFFScanlineSize(t) != p->stride)
            fail("%s: not bi-level", name);
        for (unsigned y = 0; y < rows; y++) {
            uint8_t *row = p->pels + y * p->stride;
            if (TIFFReadScanline(t, row, y, 0) < 0)
                fail("%s: row %u cannot be read", name, y);
            for (unsigned i = 0; photometric == PHOTOMETRIC_MINISBLACK && i < p->stride; i++)
                row[i] = ~row[i];
            if (width % 8)
                row[p->stride - 1] &= 0xFF << (8 - width % 8);
        }
    } while (TIFFReadDirectory(t));
    TIFFClose(t);
}

static void read_document(struct document *d, const char *name)
{
    if (!read_pbm(d, name))
        read_tiff(d, name);
}

/* ---- Making ---- */

static uint32_t state;
static unsigned below(unsigned n)
{
    state = state * 1664525 + 1013904223;
    return (state >> 8) % n;
}

static void box(struct page *p, unsigned x, unsigned y, unsigned w, unsigned h)
{
    for (unsigned j = y; j < y + h && j < p->rows; j++)
        for (unsigned i = x; i < x + w && i < p->width; i++)
            p->pels[j * p->stride + i / 8] |= 0x80 >> i % 8;
}

/* Lines of words of letters of strokes: as many colour changes in a row as print has. */
static void draw_text(struct page *p)
{
    for (unsigned y = 60; y + 60 < p->rows; y += below(5) ? 44 : 80)
        for (unsigned x = 140, end = p->width - 628 + below(500); x < end; x += 16)
            for (unsigned n = 2 + below(7); n > 0; n--, x += 20)
                for (unsigned stroke = 0; stroke < 3; stroke++)
                    if (below(2))
                        box(p, x + below(3) * 6, y, 4, 28);
                    else
                        box(p, x, y + below(3) * 12, 16, 4);
}

/* Grey as dots: what compresses worst, with runs of every length in between. */
static void draw_dense(struct page *p)
{
    for (unsigned y = 0; y < p->rows; y++)
        for (unsigned x = 0; x < p->width; x += 1 + below(1 + (y * 5 + x) % 40))
            box(p, x, y, 1 + below(6), 1);
}

static void write_pbm(const char *name, const struct page *p)
{
    FILE *f = fopen(name, "wb");
    if (f == NULL || fprintf(f, "P4\n%u %u\n", p->width, p->rows) < 0 || fwrite(p->pels, p->stride, p->rows, f) != p->rows
        || fclose(f) != 0)
        fail("%s: cannot be written", name);
}

static void two_numbers(const char *text, unsigned pair[2])
{
    if (sscanf(text, "%ux%u", &pair[0], &pair[1]) != 2)
        fail("wanted two numbers with an x in between, not %s", text);
}

static void make(const char *kind, const char *size, unsigned seed, const char *name)
{
    struct document d = {0};
    unsigned pels[2];
    two_numbers(size, pels);
    if (pels[0] < 1000)
        fail("pages are 1000 pels wide or more");
    struct page *p = add_page(&d, pels[0], pels[1]);

    state = seed * 2654435761u + 1;
    if (strcmp(kind, "text") == 0)
        draw_text(p);
    else if (strcmp(kind, "dense") == 0)
        draw_dense(p);
    else if (strcmp(kind, "blank") != 0)
        fail("no such kind of page: %s", kind);
    write_pbm(name, p);
}

/* ---- Converting ---- */

static void write_tiff(const char *coding, const char *density, const char *name, const struct document *d)
{
    TIFF *t = TIFFOpen(name, "w");
    bool mmr = strcmp(coding, "mmr") == 0;
    unsigned per_inch[2];

    two_numbers(density, per_inch);

    if (t == NULL)
        fail("%s: cannot be written", name);
    for (unsigned n = 0; n < d->pages; n++) {
        const struct page *p = &d->page[n];
        TIFFSetField(t, TIFFTAG_SUBFILETYPE, FILETYPE_PAGE);
        TIFFSetField(t, TIFFTAG_IMAGEWIDTH, p->width);
        TIFFSetField(t, TIFFTAG_IMAGELENGTH, p->rows);
        TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, 1);
        TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(t, TIFFTAG_COMPRESSION, mmr ? COMPRESSION_CCITTFAX4 : COMPRESSION_CCITTFAX3);
        if (!mmr)
            TIFFSetField(t, TIFFTAG_GROUP3OPTIONS, strcmp(coding, "mr") == 0 ? GROUP3OPT_2DENCODING : 0);
        TIFFSetField(t, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
        TIFFSetField(t, TIFFTAG_FILLORDER, FILLORDER_LSB2MSB);
        TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, p->rows);
        TIFFSetField(t, TIFFTAG_XRESOLUTION, (double) per_inch[0]);
        TIFFSetField(t, TIFFTAG_YRESOLUTION, (double) per_inch[1]);
        TIFFSetField(t, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
        TIFFSetField(t, TIFFTAG_PAGENUMBER, n, d->pages);
        for (unsigned y = 0; y < p->rows; y++)
            if (TIFFWriteScanline(t, p->pels + y * p->stride, y, 0) < 0)
                fail("%s: cannot be written", name);
        TIFFWriteDirectory(t);
    }
    TIFFClose(t);
}

/* ---- Comparing ---- */

static bool blank_row(const struct page *p, unsigned row)
{
    for (size_t i = 0; i < p->stride; i++)
        if (p->pels[(size_t) row * p->stride + i] != 0)
            return false;
    return true;
}

static bool blank(const struct page *p, unsigned from)
{
    while (from < p->rows && blank_row(p, from))
        from++;
    return from >= p->rows;
}

/* How many rows of the one are changed, lost or inserted in the other, at the least. */
static unsigned distance(const struct page *want, const struct page *got, unsigned skip, unsigned rows)
{
    unsigned *above = calloc(rows + 1, sizeof(*above)), *row = calloc(rows + 1, sizeof(*row)), result;
    if (above == NULL || row == NULL)
        fail("no memory");
    for (unsigned x = 0; x <= rows; x++)
        above[x] = x;
    for (unsigned y = 0; y < want->rows; y++) {
        unsigned *swap = above;
        row[0] = y + 1;
        for (unsigned x = 0; x < rows; x++) {
            bool same = memcmp(want->pels + y * want->stride, got->pels + (x + skip) * got->stride, want->stride) == 0;
            unsigned least = above[x] + !same;
            least = least < above[x + 1] + 1 ? least : above[x + 1] + 1;
            row[x + 1] = least < row[x] + 1 ? least : row[x] + 1;
        }
        above = row;
        row = swap;
    }
    result = above[rows];
    free(above);
    free(row);
    return result;
}

/* A page in which some rows may be wrong. Rows of a header that were lost do not count for more than that. */
static bool similar_page(unsigned n, const struct page *want, const struct page *got, int extra, unsigned damaged)
{
    unsigned skip = extra > 0 ? extra : 0, may_lack = extra < 0 ? -extra : 0, differ = want->rows;
    unsigned rows = got->rows > skip ? got->rows - skip : 0;

    while (skip && rows > want->rows && blank_row(got, skip + rows - 1))
        rows--;
    if (want->width == got->width)
        differ = distance(want, got, skip, rows);
    if (may_lack && rows + may_lack == want->rows)
        differ -= may_lack;
    printf("page %u: wanted %u x %u, got %u x %u, %u rows differ\n", n + 1, want->width, want->rows, got->width, rows, differ);
    return differ <= damaged;
}

static bool same_page(unsigned n, const struct page *want, const struct page *got, int extra)
{
    unsigned skip = extra > 0 ? extra : 0, may_lack = extra < 0 ? -extra : 0;
    unsigned differ = 0, first = 0, rows = got->rows > skip ? got->rows - skip : 0;

    for (unsigned y = 0; y < want->rows && y < rows && want->stride == got->stride; y++)
        if (memcmp(want->pels + y * want->stride, got->pels + (y + skip) * got->stride, want->stride) != 0)
            if (differ++ == 0)
                first = y;
    printf("page %u: wanted %u x %u, got %u x %u, %u rows differ", n + 1, want->width, want->rows, got->width, rows, differ);
    printf(differ ? ", the first is row %u\n" : "\n", first);
    return differ == 0 && want->width == got->width
        && (rows == want->rows || rows + may_lack == want->rows || (skip && rows > want->rows && blank(got, want->rows + skip)));
}

static bool same(const struct document *want, const struct document *got, const char *allowed)
{
    const char *colon = strchr(allowed, ':');
    int skip = atoi(allowed), damaged = colon == NULL ? 0 : atoi(colon + 1);
    bool good = want->pages == got->pages;
    if (!good)
        printf("wanted %u pages, got %u\n", want->pages, got->pages);
    for (unsigned n = 0; n < want->pages && n < got->pages; n++)
        good = (damaged > 0 ? similar_page(n, &want->page[n], &got->page[n], skip, damaged)
                            : same_page(n, &want->page[n], &got->page[n], skip)) && good;
    return good;
}

int main(int argc, char **argv)
{
    static struct document first, rest;
    const char *what = argc > 1 ? argv[1] : "";

    TIFFSetWarningHandler(NULL);
    if (strcmp(what, "make") == 0 && argc == 6) {
        make(argv[2], argv[3], atoi(argv[4]), argv[5]);
    } else if (strcmp(what, "tiff") == 0 && argc >= 6) {
        for (int i = 5; i < argc; i++)
            read_document(&rest, argv[i]);
        write_tiff(argv[2], argv[3], argv[4], &rest);
    } else if (strcmp(what, "pbm") == 0 && argc == 4) {
        read_document(&first, argv[3]);
        write_pbm(argv[2], &first.page[0]);
    } else if (strcmp(what, "cmp") == 0 && argc >= 5) {
        read_document(&first, argv[3]);
        for (int i = 4; i < argc; i++)
            read_document(&rest, argv[i]);
        return !same(&first, &rest, argv[2]);
    } else {
        fail("usage: make KIND WxH SEED OUT | tiff CODING XxY OUT IN... | pbm OUT IN | cmp SKIP WANT GOT...");
    }
    return 0;
}
