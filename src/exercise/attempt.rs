//! An attempt: the learner's code, run so that nothing it does reaches further than its result.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Once;

use crate::display;
use crate::interrupt::{self, Interrupted};

const UNDONE: &str =
    "this exercise is not done yet: replace `todo_exercise!()` with code of your own";

/// What `todo_exercise!()` stands for.
#[doc(hidden)]
#[track_caller]
pub fn not_attempted() -> ! {
    panic!("{UNDONE}")
}

/// Why an attempt gave no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    NotAttempted,
    Panicked { message: String, place: String },
}

/// Runs code of the learner.
///
/// A panic is caught and kept from the process's panic hook; an interrupt goes on.
pub fn attempt(code: &mut dyn FnMut()) -> Result<(), Failure> {
    static HOOK: Once = Once::new();
    HOOK.call_once(listen);
    interrupt::check();
    let outer = ATTEMPTING.replace(true);
    let result = catch_unwind(AssertUnwindSafe(code));
    ATTEMPTING.set(outer);
    let Err(payload) = result else { return Ok(()) };
    if payload.is::<Interrupted>() {
        resume_unwind(payload);
    }
    let message = text(&*payload);
    // A payload may panic once more when it is dropped.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(payload)));
    let place = PLACE.take();
    Err(match message.as_deref() {
        Some(UNDONE) => Failure::NotAttempted,
        _ => Failure::Panicked {
            message: message.unwrap_or_else(|| "a value that is no text".into()),
            place,
        },
    })
}

thread_local! {
    static ATTEMPTING: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<String> = RefCell::default();
}

/// Puts a hook before that of the process, which notes where attempts panic.
fn listen() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if ATTEMPTING.get() {
            PLACE.set(info.location().map(display::place).unwrap_or_default());
        } else {
            before(info);
        }
    }));
}

fn text(payload: &(dyn Any + Send)) -> Option<String> {
    let text = payload.downcast_ref::<&str>().map(|text| text.to_string());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::todo_exercise;

    #[test]
    fn a_panic_is_kept_with_its_place() {
        let place = format!("{}, line {}", file!(), line!() + 1);
        let result = attempt(&mut || panic!("index {} is too far", 7));
        assert_eq!(result, Err(Failure::Panicked { message: "index 7 is too far".into(), place }));
        assert_eq!(attempt(&mut || {}), Ok(()));
    }

    #[test]
    fn a_stub_of_any_type_is_not_attempted() {
        fn number() -> f32 {
            todo_exercise!()
        }
        fn text(_: &str) -> &str {
            todo_exercise!()
        }
        fn model() -> (crate::tensor::Tensor, Option<Vec<String>>) {
            todo_exercise!()
        }
        let codes: [fn(); 3] = [|| _ = number(), || _ = text("a"), || _ = model()];
        for code in codes {
            assert_eq!(attempt(&mut || code()), Err(Failure::NotAttempted));
        }
    }

    #[test]
    fn a_payload_that_is_no_text_or_panics_again_is_no_matter() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("once more");
            }
        }
        let result = attempt(&mut || std::panic::panic_any(Bomb));
        assert!(
            matches!(result, Err(Failure::Panicked { message, .. }) if message.contains("no text"))
        );
    }

    #[test]
    fn an_interrupt_goes_on() {
        let result = catch_unwind(|| attempt(&mut || resume_unwind(Box::new(Interrupted))));
        assert!(result.unwrap_err().is::<Interrupted>());
        // The next panic is the process's again.
        assert!(!ATTEMPTING.get());
    }
}
