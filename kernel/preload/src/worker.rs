//! The worker process: `manabi-worker FD`, where FD is the kernel's end of the channel.

use std::os::fd::{FromRawFd, OwnedFd};
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(number) = std::env::args().nth(1).and_then(|n| n.parse::<i32>().ok()) else {
        eprintln!("manabi-worker is started by the kernel; run `manabi kernel` instead");
        return ExitCode::FAILURE;
    };
    // SAFETY: the kernel passes a socket under this number to this process alone; F_SETFD and prctl
    // take plain numbers. A program that a cell starts must not inherit the channel, and a worker
    // must not outlive its kernel.
    let socket = unsafe {
        libc::fcntl(number, libc::F_SETFD, libc::FD_CLOEXEC);
        #[cfg(target_os = "linux")]
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
        OwnedFd::from_raw_fd(number)
    };
    match preload::rt::worker::serve(socket) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("the worker could not start: {e}");
            ExitCode::FAILURE
        }
    }
}
