/* ONNX Runtime's side, through its C API and without its headers: one measurement of a network's inference, one JSON line.
   usage: ort_bench LIBONNXRUNTIME FOLDER BATCH SECONDS THREADS CxHxW OUTPUT...      outputs as 1000 or 255x13x13, in the order of their names
   SECONDS may be a number of calls instead, as 1x or 100x: then there is no warm-up, and the process is what a program of so many calls would be
   reads FOLDER/model.onnx and FOLDER/images.nchw.f32, writes FOLDER/outputs.ort.f32
   The C API is one table of functions that only grows, so a function's slot holds for every later version. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum slot {
    GET_ERROR_MESSAGE = 2, CREATE_ENV = 3, CREATE_SESSION = 7, RUN = 9, CREATE_SESSION_OPTIONS = 10, SET_OPTIMIZATION_LEVEL = 23,
    SET_INTRA_OP_THREADS = 24, SET_INTER_OP_THREADS = 25, CREATE_TENSOR_WITH_DATA = 49, GET_TENSOR_DATA = 51, CREATE_CPU_MEMORY_INFO = 69,
    ADD_FREE_DIMENSION_OVERRIDE_BY_NAME = 124,
};
enum { LOG_ERROR = 3, OPTIMIZE_ALL = 99, ELEMENT_FLOAT = 1, DEVICE_ALLOCATOR = 0, DEFAULT_MEMORY = 0, API_VERSION = 17, MOST_OUTPUTS = 4, LEAST_CALLS = 5 };

typedef struct { void **(*get_api)(uint32_t); const char *(*version)(void); } api_base;
static void **api;

static void check(void *status) {
    if (!status) return;
    fprintf(stderr, "ort_bench: %s\n", ((const char *(*)(void *))api[GET_ERROR_MESSAGE])(status));
    exit(1);
}
#define CALL(slot, ...) check(((void *(*)())api[slot])(__VA_ARGS__))

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The most memory that the process ever had, as Linux counts it; 0 elsewhere. Asked here, because a parent is told of what was before exec as well. */
static long peak_kib(void) {
    FILE *status = fopen("/proc/self/status", "r");
    long kib = 0;
    for (char line[256]; status && fgets(line, sizeof line, status);)
        if (sscanf(line, "VmHWM: %ld", &kib) == 1) break;
    if (status) fclose(status);
    return kib;
}

/* "3x224x224" behind the batch; returns how many numbers that is. */
static size_t parse_shape(const char *text, int64_t batch, int64_t shape[4], size_t *rank) {
    size_t count = (size_t)batch;
    shape[0] = batch;
    for (*rank = 1; *rank < 4 && *text; text += *text == 'x') {
        shape[*rank] = strtoll(text, (char **)&text, 10);
        count *= (size_t)shape[(*rank)++];
    }
    return count;
}

int main(int argc, char **argv) {
    if (argc < 8 || argc > 7 + MOST_OUTPUTS) { fprintf(stderr, "usage: ort_bench LIBONNXRUNTIME FOLDER BATCH SECONDS THREADS CxHxW OUTPUT...\n"); return 2; }
    int64_t batch = atoll(argv[3]);
    double seconds = atof(argv[4]);
    size_t outputs = (size_t)argc - 7;
    char path[4096];

    void *library = dlopen(argv[1], RTLD_NOW);
    if (!library) { fprintf(stderr, "ort_bench: %s\n", dlerror()); return 1; }
    const api_base *base = ((const api_base *(*)(void))dlsym(library, "OrtGetApiBase"))();
    api = base->get_api(API_VERSION);

    void *env, *options, *session, *memory, *input, *output[MOST_OUTPUTS];
    CALL(CREATE_ENV, LOG_ERROR, "peers", &env);
    CALL(CREATE_SESSION_OPTIONS, &options);
    CALL(SET_INTRA_OP_THREADS, options, atoi(argv[5]));
    CALL(SET_INTER_OP_THREADS, options, 1);
    CALL(SET_OPTIMIZATION_LEVEL, options, OPTIMIZE_ALL);
    CALL(ADD_FREE_DIMENSION_OVERRIDE_BY_NAME, options, "batch", batch);
    snprintf(path, sizeof path, "%s/model.onnx", argv[2]);
    CALL(CREATE_SESSION, env, path, options, &session);

    int64_t shape[4];
    size_t rank, count = parse_shape(argv[6], batch, shape, &rank);
    float *images = malloc(count * sizeof *images);
    snprintf(path, sizeof path, "%s/images.nchw.f32", argv[2]);
    FILE *file = fopen(path, "rb");
    if (!file || fread(images, sizeof *images, count, file) != count) { fprintf(stderr, "ort_bench: cannot read %s\n", path); return 1; }
    fclose(file);

    /* All tensors are made once and reused, so that a timed call holds the network and nothing else. */
    CALL(CREATE_CPU_MEMORY_INFO, DEVICE_ALLOCATOR, DEFAULT_MEMORY, &memory);
    CALL(CREATE_TENSOR_WITH_DATA, memory, images, count * sizeof *images, shape, rank, ELEMENT_FLOAT, &input);
    float *values[MOST_OUTPUTS];
    size_t counts[MOST_OUTPUTS];
    static char names[MOST_OUTPUTS][16];
    const char *input_names[] = {"input"}, *output_names[MOST_OUTPUTS];
    for (size_t i = 0; i < outputs; i++) {
        counts[i] = parse_shape(argv[7 + i], batch, shape, &rank);
        values[i] = malloc(counts[i] * sizeof **values);
        CALL(CREATE_TENSOR_WITH_DATA, memory, values[i], counts[i] * sizeof **values, shape, rank, ELEMENT_FLOAT, &output[i]);
        snprintf(names[i], sizeof names[i], "output%zu", i);
        output_names[i] = names[i];
    }
#define RUN_ONCE() CALL(RUN, session, NULL, input_names, &input, (size_t)1, output_names, outputs, output)

    static double times[1 << 20], first_result;
    size_t calls = 0, most = sizeof times / sizeof *times, least = LEAST_CALLS;
    if (strchr(argv[4], 'x')) {
        most = least = (size_t)seconds;
        seconds = 0;
    } else
        for (double end = now() + 0.5; now() < end;) RUN_ONCE();
    for (double end = now() + seconds; (now() < end || calls < least) && calls < most;) {
        double start = now();
        RUN_ONCE();
        double end_of_call = now();
        times[calls++] = end_of_call - start;
        if (calls == 1) first_result = end_of_call;
    }
    qsort(times, calls, sizeof *times, ascending);

    snprintf(path, sizeof path, "%s/outputs.ort.f32", argv[2]);
    file = fopen(path, "wb");
    for (size_t i = 0; file && i < outputs; i++)
        if (fwrite(values[i], sizeof **values, counts[i], file) != counts[i]) { fprintf(stderr, "ort_bench: cannot write %s\n", path); return 1; }
    if (!file || fclose(file)) { fprintf(stderr, "ort_bench: cannot write %s\n", path); return 1; }
    printf("{\"version\": \"%s\", \"median_us\": %.4f, \"min_us\": %.4f, \"calls\": %zu, \"first_result_s\": %.9f, \"peak_kib\": %ld}\n",
           base->version(), times[calls / 2] * 1e6, times[0] * 1e6, calls, first_result, peak_kib());
    fflush(stdout);
    _exit(0); /* the process ends here: nothing is worth releasing */
}
