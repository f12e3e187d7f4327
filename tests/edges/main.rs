//! Every op on the shapes where ops go wrong: nothing, one element, an empty axis in the middle. Each is
//! compared with its definition in plain loops, or refuses in a sentence.

mod array;
mod axes;
mod check;
mod elements;
mod parts;

/// The last two are there to see that a definition is none that fits empty shapes only.
const SHAPES: [&[usize]; 7] = [&[0], &[1], &[3, 0, 2], &[1, 1], &[0, 1], &[5], &[2, 3, 2]];
