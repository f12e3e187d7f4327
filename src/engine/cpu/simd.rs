//! Loops over neighbours, compiled for each kind of vectors that a processor may have.
//!
//! The crate is built for every processor of its family, which on x86-64 means vectors of four elements;
//! most have eight or sixteen. Products are never fused with sums here, so that all kinds give the same
//! bits.

/// The value of `f`, with its loops in the widest vectors of the processor at hand. Mark the closure, and
/// those it calls, `#[inline(always)]`: what is not inlined keeps the narrow ones.
pub fn vectorised<R>(f: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
        fn sixteen<R>(f: impl FnOnce() -> R) -> R {
            f()
        }

        #[target_feature(enable = "avx2")]
        fn eight<R>(f: impl FnOnce() -> R) -> R {
            f()
        }

        if is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
        {
            // SAFETY: the processor has what the function was compiled for.
            return unsafe { sixteen(f) };
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: as above.
            return unsafe { eight(f) };
        }
    }
    f()
}
