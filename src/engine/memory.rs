//! Memory that is given back too eagerly: why freed tensors stay with the process for a while.
//!
//! A training step frees as much as it takes, in pieces of megabytes. The allocator of glibc returns such
//! pieces to the system at once and asks for them anew at the next step, page by page, which took more
//! than half of the time of a small convolutional network. Other allocators are left alone.

/// What may lie unused at the end of the heap before it goes back to the system.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const KEPT: i32 = 256 << 20;
/// Pieces up to this size come from the heap; glibc allows no more.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const FROM_HEAP: i32 = 32 << 20;

/// Tells the allocator to keep what tensors free. Called once, before the first of them.
pub fn keep_freed() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        unsafe extern "C" {
            fn mallopt(parameter: i32, value: i32) -> i32;
        }
        const TRIM_THRESHOLD: i32 = -1;
        const MMAP_THRESHOLD: i32 = -3;
        // SAFETY: glibc's function, with its documented parameters; it may be called at any time. A value
        // that it refuses changes nothing.
        unsafe {
            mallopt(TRIM_THRESHOLD, KEPT);
            mallopt(MMAP_THRESHOLD, FROM_HEAP);
        }
    }
}
