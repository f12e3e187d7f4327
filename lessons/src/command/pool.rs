//! A pool: the same work on several things, some of them at a time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many threads the machine runs at once.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// What `work` makes of each thing, in their order; up to `jobs` run at the same time.
pub fn each<T: Sync, R: Send>(jobs: usize, things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Vec<Mutex<Option<R>>> = things.iter().map(|_| Mutex::new(None)).collect();
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, things.len().max(1)) {
            scope.spawn(|| {
                while let Some((place, thing)) = Some(next.fetch_add(1, Ordering::Relaxed))
                    .and_then(|i| Some((i, things.get(i)?)))
                {
                    *done[place].lock().expect("no other thread has it") = Some(work(thing));
                }
            });
        }
    });
    let result = |slot: Mutex<Option<R>>| slot.into_inner().expect("the scope passed on a panic");
    done.into_iter().filter_map(result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_their_order() {
        let things: Vec<usize> = (0..50).collect();
        for jobs in [0, 1, 3, 100] {
            assert_eq!(
                each(jobs, &things, |i| i * 2),
                things.iter().map(|i| i * 2).collect::<Vec<_>>()
            );
        }
        assert!(each(4, &[] as &[usize], |i| *i).is_empty());
    }
}
