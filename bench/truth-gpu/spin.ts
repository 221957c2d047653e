/**
 * A kernel that waits on the GPU for a number of nanoseconds, in PTX, which the driver itself compiles for any GPU since
 * Maxwell (Parallel Thread Execution ISA).
 */
export const SPIN = `
.version 6.0
.target sm_50
.address_size 64
.visible .entry spin(.param .u64 nanoseconds)
{
  .reg .pred %more;
  .reg .u64 %most, %start, %now, %passed;
  ld.param.u64 %most, [nanoseconds];
  mov.u64 %start, %globaltimer;
AGAIN:
  mov.u64 %now, %globaltimer;
  sub.u64 %passed, %now, %start;
  setp.lt.u64 %more, %passed, %most;
  @%more bra AGAIN;
  ret;
}
`;
