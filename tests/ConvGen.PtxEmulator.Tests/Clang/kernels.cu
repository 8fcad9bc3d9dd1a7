// Compiled by
//   clang-14 -x cuda --cuda-device-only --cuda-gpu-arch=sm_80 -nocudainc -nocudalib -O3 -S kernels.cu -o kernels.ptx
// and kept as it came out: the emulator must not only run PTX of this project's own making.
#define __global__ __attribute__((global))
#define __device__ __attribute__((device))
#define __shared__ __attribute__((shared))
#define TX __nvvm_read_ptx_sreg_tid_x()
#define TY __nvvm_read_ptx_sreg_tid_y()
#define BX __nvvm_read_ptx_sreg_ctaid_x()
#define BY __nvvm_read_ptx_sreg_ctaid_y()
#define DX __nvvm_read_ptx_sreg_ntid_x()
#define GX __nvvm_read_ptx_sreg_nctaid_x()

extern "C" __global__ void saxpy(float a, const float *x, float *y, int n)
{
    for (int i = BX * DX + TX; i < n; i += DX * GX)
        y[i] = a * x[i] + y[i];
}

// c[m, n] = a[m, k] * b[k, n], with edges that need not be multiples of the tile.
extern "C" __global__ void matmul(const float *a, const float *b, float *c, int m, int n, int k)
{
    __shared__ float sa[16][17];
    __shared__ float sb[16][17];
    int tx = TX, ty = TY, row = BY * 16 + ty, column = BX * 16 + tx;
    float sum = 0;
    for (int t = 0; t < k; t += 16) {
        sa[ty][tx] = row < m && t + tx < k ? a[row * k + t + tx] : 0;
        sb[ty][tx] = column < n && t + ty < k ? b[(t + ty) * n + column] : 0;
        __syncthreads();
        for (int i = 0; i < 16; i++)
            sum += sa[ty][i] * sb[i][tx];
        __syncthreads();
    }
    if (row < m && column < n)
        c[row * n + column] = sum;
}

extern "C" __global__ void reduce(const float *x, float *sums, int n)
{
    __shared__ float s[256];
    int t = TX;
    float sum = 0;
    for (int i = BX * 256 + t; i < n; i += 256 * GX)
        sum += x[i];
    s[t] = sum;
    __syncthreads();
    for (int half = 128; half > 0; half >>= 1) {
        if (t < half)
            s[t] += s[t + half];
        __syncthreads();
    }
    if (t == 0)
        sums[BX] = s[0];
}

// Whole numbers of all widths, 64-bit floats, a switch, local memory and byte stores.
extern "C" __global__ void mixed(const unsigned char *in, unsigned char *bytes, long long *wide, double *d, int *counts, int n)
{
    int i = BX * DX + TX;
    if (i >= n)
        return;
    unsigned v = in[i];
    int buckets[8] = {0};
    for (int j = 0; j <= (int)(v & 15); j++)
        buckets[(v + j * 3) & 7] += j;
    int best = 0;
    for (int j = 1; j < 8; j++)
        if (buckets[j] > buckets[best])
            best = j;
    switch (v % 5) {
    case 0: bytes[i] = (unsigned char)(v * 7); break;
    case 1: bytes[i] = (unsigned char)~v; break;
    case 2: bytes[i] = (unsigned char)(v << 3 | v >> 5); break;
    case 3: bytes[i] = (unsigned char)__builtin_popcount(v); break;
    default: bytes[i] = (unsigned char)best; break;
    }
    wide[i] = ((long long)v * -1234567891LL) / (best + 3) % 1000003;
    d[i] = __builtin_sqrt((double)v) / (1.0 + best);
    __nvvm_atom_add_gen_i(&counts[v & 3], 1);
}
