//! Pairs: a size for the height and one for the width.

/// A size for height and width: `3` is 3 for both, `[3, 5]` is 3 for the height and 5 for the width.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no size for height and width",
    label = "neither a number nor two of them",
    note = "write `3` for both, or `[3, 5]` for a height of 3 and a width of 5"
)]
pub trait Pair {
    /// The height and the width.
    fn pair(self) -> [usize; 2];
}

impl Pair for usize {
    fn pair(self) -> [usize; 2] {
        [self, self]
    }
}

impl Pair for [usize; 2] {
    fn pair(self) -> [usize; 2] {
        self
    }
}

impl Pair for (usize, usize) {
    fn pair(self) -> [usize; 2] {
        self.into()
    }
}

/// A pair as text: one number where both are equal.
pub fn text([height, width]: [usize; 2]) -> String {
    if height == width { height.to_string() } else { format!("{height} x {width}") }
}
