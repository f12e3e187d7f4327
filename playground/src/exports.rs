//! The functions that the page calls: plain numbers and places in memory, no glue needed.
//!
//! What a function gives back by its place stays there until the next call of any of them.

use std::cell::RefCell;

use crate::picture::{REACH, pictures};
use crate::{Options, Playground};

thread_local!(static PAGE: RefCell<Page> = RefCell::default());

/// What the page holds on to.
#[derive(Default)]
struct Page {
    playground: Option<Playground>,
    bytes: Vec<u8>,
    floats: Vec<f32>,
}

fn with<T>(f: impl FnOnce(&mut Page, &mut Playground) -> T) -> T {
    PAGE.with_borrow_mut(|page| {
        let mut playground =
            page.playground.take().unwrap_or_else(|| Playground::new(Options::default()));
        let result = f(page, &mut playground);
        page.playground = Some(playground);
        result
    })
}

/// A place for `len` bytes of text, for [`start`].
#[unsafe(no_mangle)]
pub extern "C" fn text(len: usize) -> *mut u8 {
    PAGE.with_borrow_mut(|page| {
        page.bytes = vec![0; len];
        page.bytes.as_mut_ptr()
    })
}

/// Starts anew with the options whose text stands at [`text`]. 0, or the length of a sentence that says
/// what is wrong, at [`bytes`]; then all goes on as before.
#[unsafe(no_mangle)]
pub extern "C" fn start() -> usize {
    PAGE.with_borrow_mut(|page| match Options::parse(&String::from_utf8_lossy(&page.bytes)) {
        Ok(options) => {
            page.playground = Some(Playground::new(options));
            0
        }
        Err(sentence) => {
            page.bytes = sentence.into_bytes();
            page.bytes.len()
        }
    })
}

/// Where the bytes of the last call are that made some.
#[unsafe(no_mangle)]
pub extern "C" fn bytes() -> *const u8 {
    PAGE.with_borrow(|page| page.bytes.as_ptr())
}

/// Where the numbers of the last call are that made some.
#[unsafe(no_mangle)]
pub extern "C" fn floats() -> *const f32 {
    PAGE.with_borrow(|page| page.floats.as_ptr())
}

/// Steps of training; how many there were in all.
#[unsafe(no_mangle)]
pub extern "C" fn train(steps: usize) -> usize {
    with(|_, playground| {
        playground.train(steps);
        playground.steps()
    })
}

/// Steps in an epoch.
#[unsafe(no_mangle)]
pub extern "C" fn steps_per_epoch() -> usize {
    with(|_, playground| playground.steps_per_epoch())
}

/// 1 when the loss stopped being a number.
#[unsafe(no_mangle)]
pub extern "C" fn diverged() -> u32 {
    with(|_, playground| playground.diverged().into())
}

/// At [`floats`]: the loss on the points to learn from, and on those to be asked about.
#[unsafe(no_mangle)]
pub extern "C" fn loss() {
    with(|page, playground| page.floats = <[f32; 2]>::from(playground.loss()).into());
}

/// At [`floats`]: x1, x2 and class of each point; their number. `test` is 1 for those to be asked about.
#[unsafe(no_mangle)]
pub extern "C" fn points(test: u32) -> usize {
    with(|page, playground| {
        let set = playground.points(test == 1);
        let rows = set.x.to_vec();
        let points = rows.chunks_exact(2).zip(set.y.to_vec());
        page.floats = points.flat_map(|(x, class)| [x[0], x[1], class]).collect();
        set.len()
    })
}

/// At [`floats`]: all weights, layer by layer, each (out, in); their number.
#[unsafe(no_mangle)]
pub extern "C" fn weights() -> usize {
    with(|page, playground| {
        page.floats = playground.weights();
        page.floats.len()
    })
}

/// At [`bytes`]: the pictures of the neurons of a layer, `size` x `size` pixels each; how many bytes.
/// `paper` is the colour of 0, as 0xRRGGBB.
#[unsafe(no_mangle)]
pub extern "C" fn neurons(layer: usize, size: usize, paper: u32) -> usize {
    with(|page, playground| {
        let [_, paper @ ..] = paper.to_be_bytes();
        page.bytes = pictures(playground, layer.min(playground.layers()), size, paper);
        page.bytes.len()
    })
}

/// Half the side of the square that pictures show.
#[unsafe(no_mangle)]
pub extern "C" fn reach() -> f32 {
    REACH
}
