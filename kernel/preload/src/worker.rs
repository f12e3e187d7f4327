//! The worker process: `manabi-worker FD`, where FD is the kernel's end of the channel.

use std::os::fd::{FromRawFd, OwnedFd};
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(number) = std::env::args().nth(1).and_then(|n| n.parse::<i32>().ok()) else {
        eprintln!("manabi-worker is started by the kernel; run `manabi kernel` instead");
        return ExitCode::FAILURE;
    };
    // SAFETY: the kernel passes a socket under this number to this process alone. A program that a
    // cell starts must not inherit it.
    let socket = unsafe {
        libc::fcntl(number, libc::F_SETFD, libc::FD_CLOEXEC);
        OwnedFd::from_raw_fd(number)
    };
    let Err(e) = preload::rt::worker::serve(socket);
    eprintln!("the worker could not start: {e}");
    ExitCode::FAILURE
}
