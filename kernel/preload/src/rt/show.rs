//! How the tail expression is shown, decided inside one compile by the order in which methods are found:
//! evcxr's own method, then `Rich`, then `Debug`, then the name of the type. `()` shows nothing.

use std::any::type_name;
use std::fmt::{Debug, Write};
use std::rc::Rc;
use std::sync::Arc;

use channel::FromWorker;

use crate::display::{Bundle, Rich};

use super::worker;

/// The longest text of a value, in bytes; the rest is left out with a notice.
const LONGEST: usize = 1 << 20;

#[doc(hidden)]
#[macro_export]
macro_rules! __manabi_show {
    ($e:expr) => {
        match &($e) {
            __value => {
                use $crate::rt::{
                    Debugged as _, EvcxrFallback as _, Evcxred as _, Named as _, NotRun as _,
                    Riched as _, Run as _, Unit as _,
                };
                let __ran = (*__value).evcxr_display();
                (&&$crate::rt::Ran(&__ran)).or_else(|| (&&&&&$crate::rt::Probe(__value)).show())
            }
        }
    };
}

/// A value to be shown.
pub struct Probe<'a, T: ?Sized>(pub &'a T);

/// Nothing to show.
pub trait Unit {
    fn show(&self) {}
}

impl Unit for &&&&Probe<'_, ()> {}

/// A value that shows itself, or holds such values. The kernel implements it for the user's types.
pub trait Evcxr {
    fn show(&self);
}

macro_rules! transparent {
    ($($type:ty),*) => {
        $(impl<T: Evcxr + ?Sized> Evcxr for $type {
            fn show(&self) {
                (**self).show();
            }
        })*
    };
}

transparent!(&T, &mut T, Box<T>, Rc<T>, Arc<T>);

impl<T: Evcxr> Evcxr for Option<T> {
    fn show(&self) {
        match self {
            Some(value) => value.show(),
            None => send(Bundle::text("None")),
        }
    }
}

impl<T: Evcxr> Evcxr for [T] {
    fn show(&self) {
        self.iter().for_each(Evcxr::show);
    }
}

impl<T: Evcxr> Evcxr for Vec<T> {
    fn show(&self) {
        self.as_slice().show();
    }
}

/// A value that is found to be `Evcxr`.
pub trait Evcxred {
    fn show(&self);
}

impl<T: Evcxr + ?Sized> Evcxred for &&&Probe<'_, T> {
    fn show(&self) {
        self.0.show();
    }
}

/// A value that has rich forms.
pub trait Riched {
    fn show(&self);
}

impl<T: Rich + ?Sized> Riched for &&Probe<'_, T> {
    fn show(&self) {
        send(self.0.bundle());
    }
}

/// A value that has a Debug form.
pub trait Debugged {
    fn show(&self);
}

impl<T: Debug + ?Sized> Debugged for &Probe<'_, T> {
    fn show(&self) {
        show_debug(&self.0);
    }
}

/// A value of which only the type's name is known.
pub trait Named {
    fn show(&self);
}

impl<T: ?Sized> Named for Probe<'_, T> {
    fn show(&self) {
        worker::show(&FromWorker::ResultType { type_name: type_name::<T>().into() });
    }
}

/// Gives every type evcxr's display method; a type's own comes first.
pub trait EvcxrFallback {
    fn evcxr_display(&self) -> NoInherent {
        NoInherent
    }
}

impl<T: ?Sized> EvcxrFallback for T {}

/// The type has no `evcxr_display` of its own.
pub struct NoInherent;

/// What `evcxr_display` returned.
pub struct Ran<'a, T>(pub &'a T);

/// `evcxr_display` was not there: show the value otherwise.
pub trait NotRun {
    fn or_else(&self, show: impl FnOnce());
}

impl NotRun for &Ran<'_, NoInherent> {
    fn or_else(&self, show: impl FnOnce()) {
        show();
    }
}

/// `evcxr_display` ran: done.
pub trait Run {
    fn or_else(&self, _show: impl FnOnce()) {}
}

impl<T> Run for Ran<'_, T> {}

fn show_debug(value: &dyn Debug) {
    let mut text = Capped(String::new());
    if write!(text, "{value:?}").is_err() && text.0.len() >= LONGEST {
        text.0.push_str("... (the rest is left out)");
    }
    send(Bundle::text(text.0));
}

fn send(bundle: Bundle) {
    let bundle =
        bundle.iter().map(|(mime, content)| (mime.to_string(), content.to_vec())).collect();
    worker::show(&FromWorker::Result { bundle });
}

/// Text that stops growing at the cap, so that a huge value costs neither memory nor time.
struct Capped(String);

impl Write for Capped {
    fn write_str(&mut self, s: &str) -> std::fmt::Result {
        let room = LONGEST.saturating_sub(self.0.len());
        let cut = s.floor_char_boundary(room);
        self.0.push_str(&s[..cut]);
        if cut < s.len() {
            self.0.extend(std::iter::repeat_n('.', LONGEST.saturating_sub(self.0.len())));
            return Err(std::fmt::Error);
        }
        Ok(())
    }
}
