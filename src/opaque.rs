//! Structs whose fields are dropped by this crate.
//!
//! Cells make and drop tensors and plots all the time, and the code that drops a value is compiled in
//! the crate that drops it, field by field: for dfdx's storage hundreds of functions in every cell.
//! An opaque struct keeps its fields from the compiler and drops them in a function of this crate,
//! which a cell only calls.

/// Declares `struct Name(Inner)`, opaque; it may have a lifetime.
macro_rules! opaque {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident$(<$life:lifetime>)?($inner:ty);) => {
        $(#[$attribute])*
        $visibility struct $name$(<$life>)?(std::mem::ManuallyDrop<$inner>);

        impl$(<$life>)? $name$(<$life>)? {
            fn wrap(inner: $inner) -> Self {
                $name(std::mem::ManuallyDrop::new(inner))
            }
        }

        impl$(<$life>)? Drop for $name$(<$life>)? {
            fn drop(&mut self) {
                // SAFETY: `drop` runs once and nothing reads the field after it.
                unsafe { std::mem::ManuallyDrop::drop(&mut self.0) }
            }
        }
    };
}
