//! Closures get a type with a name, so that they can be stored: `Box<dyn Fn(A) -> R>`, or `FnMut` or
//! `FnOnce` where the closure is no more than that. The level is found by the order of methods.

#[doc(hidden)]
#[macro_export]
macro_rules! __manabi_boxed {
    ($f:expr) => {{
        use $crate::rt::{BoxFn as _, BoxFnMut as _, BoxFnOnce as _};
        let __closure =
            $crate::rt::Closure(::core::cell::Cell::new(::core::option::Option::Some($f)));
        (&&&__closure).boxed()
    }};
}

use std::cell::Cell;

/// A closure on its way into a box.
pub struct Closure<F>(pub Cell<Option<F>>);

impl<F> Closure<F> {
    fn take(&self) -> F {
        self.0.take().expect("a closure is boxed once")
    }
}

macro_rules! levels {
    ($($level:ident $trait:ident [$($refs:tt)*] $(#[$doc:meta])*;)*) => {$(
        $(#[$doc])*
        pub trait $level<Args> {
            type Boxed;
            fn boxed(&self) -> Self::Boxed;
        }
        levels!(@arity $level $trait [$($refs)*] []);
        levels!(@arity $level $trait [$($refs)*] [A]);
        levels!(@arity $level $trait [$($refs)*] [A B]);
        levels!(@arity $level $trait [$($refs)*] [A B C]);
        levels!(@arity $level $trait [$($refs)*] [A B C D]);
        levels!(@arity $level $trait [$($refs)*] [A B C D E]);
        levels!(@arity $level $trait [$($refs)*] [A B C D E G]);
    )*};
    (@arity $level:ident $trait:ident [$($refs:tt)*] [$($arg:ident)*]) => {
        impl<F, R, $($arg),*> $level<($($arg,)*)> for $($refs)* Closure<F>
        where
            F: $trait($($arg),*) -> R + 'static,
        {
            type Boxed = Box<dyn $trait($($arg),*) -> R>;
            fn boxed(&self) -> Self::Boxed {
                Box::new(self.take())
            }
        }
    };
}

levels! {
    BoxFn Fn [&&] #[doc = "A closure that reads its captures."];
    BoxFnMut FnMut [&] #[doc = "A closure that changes its captures."];
    BoxFnOnce FnOnce [] #[doc = "A closure that gives its captures away."];
}
