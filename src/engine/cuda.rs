//! Cards: dfdx's device for each, opened once, and data that lies on one.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use dfdx::tensor::{Cuda, TensorFromVec};

use super::held::Flat;
use crate::Error;

/// Data on a card. A clone shares the elements.
#[derive(Clone)]
pub struct OnCard {
    number: usize,
    flat: Flat<Cuda>,
}

// SAFETY: dfdx's tensor is kept from this by one field alone, the pointer to the card's second stream,
// which cudarc wraps without a word on threads. CUDA's driver takes a stream from any thread, and cudarc
// binds the card's context to the thread with each call; the stream lives as long as the device that all
// clones share. Nothing here is changed through a shared reference but dfdx's caches, which it locks.
unsafe impl Send for OnCard {}
// SAFETY: as above.
unsafe impl Sync for OnCard {}

/// A device of dfdx, for the same reasons.
struct Card(Cuda);

// SAFETY: as for `OnCard`.
unsafe impl Send for Card {}

static CARDS: Mutex<BTreeMap<usize, Card>> = Mutex::new(BTreeMap::new());

/// Sees to it that a card can be used.
pub fn open(number: usize) -> Result<(), Error> {
    let mut cards = CARDS.lock().unwrap_or_else(PoisonError::into_inner);
    if cards.contains_key(&number) {
        return Ok(());
    }
    // cudarc panics where the driver's library cannot be loaded.
    match catch_unwind(AssertUnwindSafe(|| Cuda::try_build(number, 0))) {
        Ok(Ok(card)) => {
            cards.insert(number, Card(card));
            Ok(())
        }
        Ok(Err(error)) => Err(Error::new(format!(
            "the card {number} cannot be used: {error}; `nvidia-smi` lists the cards that the driver sees"
        ))),
        Err(_) => Err(Error::new(format!(
            "the card {number} cannot be used: there is no driver for it on this machine"
        ))),
    }
}

impl OnCard {
    /// These elements on a card that was opened. Panics when its memory is full.
    #[track_caller]
    pub fn upload(number: usize, list: &[f32]) -> OnCard {
        let cards = CARDS.lock().unwrap_or_else(PoisonError::into_inner);
        let card = cards[&number].0.clone();
        drop(cards);
        match card.try_tensor_from_vec(list.to_vec(), (list.len(),)) {
            Ok(flat) => OnCard { number, flat },
            Err(error) => panic!(
                "cuda:{number}: {} elements do not fit into the memory that is left on the card ({error}); \
                 take smaller batches, or drop tensors that are not needed",
                list.len()
            ),
        }
    }

    /// What dfdx computed of data on the same card.
    pub fn with(&self, flat: Flat<Cuda>) -> OnCard {
        OnCard { number: self.number, flat }
    }

    pub fn flat(&self) -> Flat<Cuda> {
        self.flat.clone()
    }

    pub fn list(&self) -> Vec<f32> {
        self.flat.as_vec()
    }

    pub fn number(&self) -> usize {
        self.number
    }
}
