//! Signals, and the death of the process that started the kernel: what the outside says to it without a message.

use std::io::{Read, pipe};
use std::os::fd::IntoRawFd;
use std::os::unix::process::parent_id;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread;
use std::time::Duration;

/// What the outside says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT.
    Interrupt,
    /// SIGTERM, or the process that owns the kernel is gone.
    Terminate,
}

/// The end of a pipe that the signal handler writes to.
static PIPE: AtomicI32 = AtomicI32::new(-1);

/// Calls `on` at every signal from now on, on a thread of its own.
pub fn watch(on: impl Fn(Signal) + Clone + Send + 'static) -> std::io::Result<()> {
    let (mut reader, writer) = pipe()?;
    PIPE.store(writer.into_raw_fd(), Ordering::SeqCst);
    for signal in [libc::SIGINT, libc::SIGTERM] {
        handle(signal)?;
    }
    let on_signal = on.clone();
    thread::spawn(move || {
        let mut signal = [0];
        while reader.read_exact(&mut signal).is_ok() {
            on_signal(match i32::from(signal[0]) {
                libc::SIGINT => Signal::Interrupt,
                _ => Signal::Terminate,
            });
        }
    });
    if let Some(jupyter) = jupyter() {
        thread::spawn(move || {
            let parent = parent_id();
            while parent_id() == parent && exists(jupyter) {
                thread::sleep(Duration::from_secs(1));
            }
            on(Signal::Terminate);
        });
    }
    Ok(())
}

/// The process that owns the kernel; another one may stand between the two. None if a person started the kernel, or if
/// the number means nothing here (in a container).
fn jupyter() -> Option<i32> {
    let pid = std::env::var("JPY_PARENT_PID").ok()?;
    pid.parse().ok().filter(|&pid| exists(pid))
}

fn exists(pid: i32) -> bool {
    // SAFETY: signal 0 is sent to nobody, the call only looks the process up.
    let sent = unsafe { libc::kill(pid, 0) };
    sent == 0 || std::io::Error::last_os_error().raw_os_error() != Some(libc::ESRCH)
}

fn handle(signal: i32) -> std::io::Result<()> {
    // SAFETY: a zeroed `sigaction` is a valid one, and the handler does only what is allowed inside one.
    let set = unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = on_signal as *const () as usize;
        action.sa_flags = libc::SA_RESTART;
        libc::sigemptyset(&mut action.sa_mask);
        libc::sigaction(signal, &action, std::ptr::null_mut())
    };
    match set {
        0 => Ok(()),
        _ => Err(std::io::Error::last_os_error()),
    }
}

extern "C" fn on_signal(signal: i32) {
    let byte = signal as u8;
    // SAFETY: `write` may be called in a signal handler; the descriptor stays open as long as the process lives.
    unsafe {
        libc::write(PIPE.load(Ordering::SeqCst), (&raw const byte).cast(), 1);
    }
}
