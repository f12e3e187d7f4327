//! The variables that live between cells, on the thread that runs cells.

use std::any::{Any, TypeId, type_name};
use std::cell::RefCell;
use std::collections::HashMap;

use channel::{FromWorker, hides_lifetimes};

use super::worker;

thread_local! {
    static VARIABLES: RefCell<HashMap<String, Stored>> = RefCell::default();
}

struct Stored {
    value: Box<dyn Any>,
    type_name: &'static str,
}

impl Stored {
    /// Whether the value is of this type. The kernel never asks for a type of the user that was defined
    /// anew since; but a type that stayed the same has another id once others changed.
    fn is(&self, id: TypeId, type_name: &str) -> bool {
        let of_user = type_name.contains("cell::");
        (*self.value).type_id() == id
            || of_user && self.type_name == type_name && !hides_lifetimes(type_name)
    }
}

/// Stores a variable. `T: Any` demands `'static`: what borrows cannot be stored.
pub fn put<T: Any>(name: &str, value: T) {
    put_raw(name, Stored { value: Box::new(value), type_name: type_name::<T>() });
}

/// Takes a variable out of the store. The kernel generates the call only when it knows the type.
pub fn take<T: Any>(name: &str) -> T {
    let value = take_raw(name, TypeId::of::<T>(), type_name::<T>());
    // SAFETY: `take_raw` gave a value that is of type `T`, see `Stored::is`: the id is the same, or
    // the name is, the sources of all the user's types in it are (the kernel keeps a hash of them and
    // drops the variable otherwise), and no lifetime is hidden in it.
    *unsafe { Box::from_raw(Box::into_raw(value).cast::<T>()) }
}

/// Whether these variables have the types that the cell takes them for, before it takes any.
pub fn fit(wanted: &[(&str, TypeId, &str)]) -> bool {
    let unfit = |(name, id, type_name): &&(&str, TypeId, &str)| {
        VARIABLES.with_borrow(|all| all.get(*name).is_none_or(|stored| !stored.is(*id, type_name)))
    };
    let names: Vec<&str> = wanted.iter().filter(unfit).map(|w| w.0).collect();
    names.iter().for_each(|name| worker::send(&FromWorker::Unfit { name: name.to_string() }));
    names.is_empty()
}

/// Whether a variable of this name is in the store.
pub fn stored(name: &str) -> bool {
    VARIABLES.with_borrow(|all| all.contains_key(name))
}

/// Drops variables; a panic in one's drop code does not keep the others.
pub(super) fn forget(names: &[String]) {
    for name in names {
        let stored = VARIABLES.with_borrow_mut(|all| all.remove(name));
        super::discard(stored.map(|s| s.value));
    }
}

fn put_raw(name: &str, stored: Stored) {
    let type_name = stored.type_name.to_string();
    let old = VARIABLES.with_borrow_mut(|all| all.insert(name.to_string(), stored));
    worker::send(&FromWorker::Stored { name: name.into(), type_name });
    super::discard(old.map(|s| s.value));
}

fn take_raw(name: &str, id: TypeId, type_name: &str) -> Box<dyn Any> {
    let found = VARIABLES.with_borrow_mut(|all| match all.get(name) {
        Some(stored) if stored.is(id, type_name) => all.remove(name),
        _ => None,
    });
    worker::send(&FromWorker::Taken { name: name.into() });
    match found {
        Some(stored) => stored.value,
        None => panic!("the variable `{name}` is gone or has another type; define it again"),
    }
}
