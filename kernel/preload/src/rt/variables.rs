//! The variables that live between cells, on the thread that runs cells.

use std::any::{Any, type_name};
use std::cell::RefCell;
use std::collections::HashMap;

use channel::FromWorker;

use super::worker;

thread_local! {
    static VARIABLES: RefCell<HashMap<String, Box<dyn Any>>> = RefCell::default();
}

/// Stores a variable. `T: Any` demands `'static`: what borrows cannot be stored.
pub fn put<T: Any>(name: &str, value: T) {
    put_raw(name, Box::new(value), type_name::<T>());
}

/// Takes a variable out of the store. The kernel generates the call only when it knows the type.
pub fn take<T: Any>(name: &str) -> T {
    match take_raw(name, |value| value.is::<T>()).downcast() {
        Ok(value) => *value,
        Err(_) => unreachable!("checked by take_raw"),
    }
}

/// Whether a variable of this name is in the store.
pub fn stored(name: &str) -> bool {
    VARIABLES.with_borrow(|all| all.contains_key(name))
}

/// Drops variables; a panic in one's drop code does not keep the others.
pub(super) fn forget(names: &[String]) {
    for name in names {
        let value = VARIABLES.with_borrow_mut(|all| all.remove(name));
        super::discard(value);
    }
}

fn put_raw(name: &str, value: Box<dyn Any>, type_name: &str) {
    let old = VARIABLES.with_borrow_mut(|all| all.insert(name.to_string(), value));
    worker::send(&FromWorker::Stored { name: name.into(), type_name: type_name.into() });
    super::discard(old);
}

fn take_raw(name: &str, fits: fn(&dyn Any) -> bool) -> Box<dyn Any> {
    let found = VARIABLES.with_borrow_mut(|all| match all.get(name) {
        Some(value) if fits(&**value) => all.remove(name),
        _ => None,
    });
    worker::send(&FromWorker::Taken { name: name.into() });
    found.unwrap_or_else(|| {
        panic!("the variable `{name}` is gone or has another type; define it again")
    })
}
