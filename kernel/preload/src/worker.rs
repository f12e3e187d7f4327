//! The worker process: `manabi-worker FD [PATH]`, where FD is the kernel's end of the channel and PATH what
//! `LD_LIBRARY_PATH` was before the kernel added the library's folders.

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
    // The dynamic linker has read it; the programs that a cell starts get what the user has set.
    // SAFETY: no other thread runs yet.
    unsafe {
        match std::env::args_os().nth(2) {
            Some(path) => std::env::set_var("LD_LIBRARY_PATH", path),
            None => std::env::remove_var("LD_LIBRARY_PATH"),
        }
    }
    let Err(e) = preload::rt::worker::serve(socket);
    eprintln!("the worker could not start: {e}");
    ExitCode::FAILURE
}
