/* ONNX Runtime's side, through its C API and without its headers: one measurement of LeNet-5 inference, one JSON line.
   usage: ort_bench LIBONNXRUNTIME FOLDER BATCH SECONDS
   The C API is one table of functions that only grows, so a function's slot holds for every later version. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum slot {
    GET_ERROR_MESSAGE = 2, CREATE_ENV = 3, CREATE_SESSION = 7, RUN = 9, CREATE_SESSION_OPTIONS = 10, SET_OPTIMIZATION_LEVEL = 23,
    SET_INTRA_OP_THREADS = 24, SET_INTER_OP_THREADS = 25, CREATE_TENSOR_WITH_DATA = 49, GET_TENSOR_DATA = 51, CREATE_CPU_MEMORY_INFO = 69,
    ADD_FREE_DIMENSION_OVERRIDE_BY_NAME = 124,
};
enum { LOG_ERROR = 3, OPTIMIZE_ALL = 99, ELEMENT_FLOAT = 1, DEVICE_ALLOCATOR = 0, DEFAULT_MEMORY = 0, API_VERSION = 17, PIXELS = 28 * 28, CLASSES = 10 };

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

int main(int argc, char **argv) {
    if (argc != 5) { fprintf(stderr, "usage: ort_bench LIBONNXRUNTIME FOLDER BATCH SECONDS\n"); return 2; }
    int64_t shape[4] = {atoll(argv[3]), 1, 28, 28}, output_shape_size = shape[0] * CLASSES;
    double seconds = atof(argv[4]);
    char path[4096];

    void *library = dlopen(argv[1], RTLD_NOW);
    if (!library) { fprintf(stderr, "ort_bench: %s\n", dlerror()); return 1; }
    const api_base *base = ((const api_base *(*)(void))dlsym(library, "OrtGetApiBase"))();
    api = base->get_api(API_VERSION);

    void *env, *options, *session, *memory, *input, *output;
    CALL(CREATE_ENV, LOG_ERROR, "peers", &env);
    CALL(CREATE_SESSION_OPTIONS, &options);
    CALL(SET_INTRA_OP_THREADS, options, 1);
    CALL(SET_INTER_OP_THREADS, options, 1);
    CALL(SET_OPTIMIZATION_LEVEL, options, OPTIMIZE_ALL);
    CALL(ADD_FREE_DIMENSION_OVERRIDE_BY_NAME, options, "batch", shape[0]);
    snprintf(path, sizeof path, "%s/lenet5.onnx", argv[2]);
    CALL(CREATE_SESSION, env, path, options, &session);

    size_t count = (size_t)shape[0] * PIXELS;
    float *images = malloc(count * sizeof *images), *outputs = malloc((size_t)output_shape_size * sizeof *outputs);
    snprintf(path, sizeof path, "%s/images.f32", argv[2]);
    FILE *file = fopen(path, "rb");
    if (!file || fread(images, sizeof *images, count, file) != count) { fprintf(stderr, "ort_bench: cannot read %s\n", path); return 1; }
    fclose(file);

    /* Both tensors are made once and reused, so that a timed call holds the network and nothing else. */
    int64_t output_shape[2] = {shape[0], CLASSES};
    CALL(CREATE_CPU_MEMORY_INFO, DEVICE_ALLOCATOR, DEFAULT_MEMORY, &memory);
    CALL(CREATE_TENSOR_WITH_DATA, memory, images, count * sizeof *images, shape, (size_t)4, ELEMENT_FLOAT, &input);
    CALL(CREATE_TENSOR_WITH_DATA, memory, outputs, (size_t)output_shape_size * sizeof *outputs, output_shape, (size_t)2, ELEMENT_FLOAT, &output);
    const char *input_names[] = {"input"}, *output_names[] = {"output"};
#define RUN_ONCE() CALL(RUN, session, NULL, input_names, &input, (size_t)1, output_names, (size_t)1, &output)

    for (double end = now() + 0.5; now() < end;) RUN_ONCE();
    static double times[1 << 20];
    size_t calls = 0;
    for (double end = now() + seconds; now() < end && calls < sizeof times / sizeof *times;) {
        double start = now();
        RUN_ONCE();
        times[calls++] = now() - start;
    }
    qsort(times, calls, sizeof *times, ascending);

    printf("{\"version\": \"%s\", \"median_us\": %.4f, \"min_us\": %.4f, \"calls\": %zu, \"outputs\": [", base->version(), times[calls / 2] * 1e6, times[0] * 1e6, calls);
    for (int64_t i = 0; i < output_shape_size; i++) printf("%s%.9g", i ? ", " : "", outputs[i]);
    printf("]}\n");
    fflush(stdout);
    _exit(0); /* the process ends here: nothing is worth releasing */
}
