//! Why a worker ended, in words.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

/// The end of a worker.
#[derive(Clone, Debug, PartialEq)]
pub struct Crash {
    /// One clause: "the cell called `exit(3)`".
    pub cause: String,
    /// What to do about it.
    pub advice: Option<String>,
}

/// Tells the cause from the exit status and the last of what the process printed on standard error.
pub fn cause(status: Option<ExitStatus>, stderr: &str) -> Crash {
    let crash = |cause: &str, advice: &str| Crash {
        cause: cause.to_string(),
        advice: (!advice.is_empty()).then(|| advice.to_string()),
    };
    let Some(status) = status else {
        return crash("the worker no longer answered and was stopped", "");
    };
    if status.code() == Some(channel::CUT_OFF) {
        return crash(
            "the cell closed file descriptors that the process needs",
            "close only what the cell opened itself",
        );
    }
    if let Some(code) = status.code() {
        return crash(&format!("the cell ended the process with `exit({code})`"), "");
    }
    match status.signal() {
        Some(libc::SIGABRT) if stderr.contains("has overflowed its stack") => crash(
            "the stack overflowed",
            "a function that calls itself must reach an end; for very deep recursion use a loop or a thread with a larger stack",
        ),
        Some(libc::SIGABRT) if stderr.contains("non-unwinding panic") => crash(
            "a panic where none can be caught: in a `drop` while another panic was under way, or in an `extern \"C\"` function",
            "code in `Drop` must not panic",
        ),
        Some(libc::SIGABRT) if stderr.contains("memory allocation of") => {
            crash("there was not enough memory", "use smaller data, or smaller batches")
        }
        Some(libc::SIGABRT) => crash("the process aborted", ""),
        Some(libc::SIGSEGV | libc::SIGBUS) => crash(
            "a segmentation fault: memory was read or written that does not belong to the process",
            "look at the `unsafe` code of this cell and of the crates it uses",
        ),
        Some(libc::SIGILL) => crash("an illegal instruction", ""),
        Some(libc::SIGFPE) => crash("an arithmetic fault of the processor", ""),
        Some(libc::SIGKILL) => crash(
            "the process was killed from outside, perhaps because memory ran out",
            "use smaller data, or smaller batches",
        ),
        Some(signal) => crash(&format!("signal {signal}"), ""),
        None => crash(&status.to_string(), ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_told_apart() {
        let of = |raw: i32, stderr: &str| cause(Some(ExitStatus::from_raw(raw)), stderr).cause;
        assert_eq!(of(3 << 8, ""), "the cell ended the process with `exit(3)`");
        assert!(of(libc::SIGSEGV, "").contains("segmentation fault"));
        assert!(
            of(libc::SIGABRT, "thread 'cell' has overflowed its stack")
                .contains("stack overflowed")
        );
        assert!(of(libc::SIGABRT, "memory allocation of 99 bytes failed").contains("memory"));
        assert_eq!(of(libc::SIGABRT, ""), "the process aborted");
    }
}
