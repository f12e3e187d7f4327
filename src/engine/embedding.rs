//! Embeddings: rows of a table, looked up by number.

use super::place::at_parameter;
use super::{Element, Raw};

/// The rows of a table of (count, width) for ids of (..): (.., width).
#[track_caller]
pub fn embedding(table: &Raw, ids: &Raw) -> Raw {
    let (count, width) = (table.dims()[0], table.dims()[1]);
    let places = usize::load(ids);
    if let Some(place) = places.iter().position(|&id| id >= count) {
        panic!(
            "{}: the id {} at place {place} is outside the table of {count} rows, which are numbered \
             from 0",
            at_parameter("embedding", Some(table)),
            places[place]
        );
    }
    let rows = table.values();
    let mut values = Vec::with_capacity(places.len() * width);
    places.iter().for_each(|id| values.extend_from_slice(&rows[id * width..][..width]));
    let own = table.dims().to_vec();
    let dims = [ids.dims(), &[width]].concat();
    Raw::from_vec(values, &dims).recorded_from("embedding", table, move |g| {
        let mut sums = vec![0.0; count * width];
        let g = g.values();
        for (place, id) in places.iter().enumerate() {
            let row = sums[id * width..][..width].iter_mut();
            row.zip(&g[place * width..]).for_each(|(s, g)| *s += g);
        }
        Raw::from_vec(sums, &own)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn rows_are_looked_up_and_gradients_return_to_them() {
        let table = Raw::from_vec((0..6).map(|i| i as f32).collect(), &[3, 2]).parameter();
        let ids = Raw::from_vec(vec![2, 0, 2], &[3, 1]);
        let y = embedding(&table, &ids);
        assert_eq!((y.dims(), y.values()), (&[3, 1, 2][..], &[4., 5., 0., 1., 4., 5.][..]));
        let gradients = crate::engine::backward(&crate::engine::sum(&y));
        assert_eq!(gradients.get(table.id().unwrap()).unwrap().values(), [1., 1., 0., 0., 2., 2.]);
        assert_eq!(embedding(&table, &Raw::from_vec(Vec::<usize>::new(), &[0])).dims(), [0, 2]);
    }

    #[test]
    fn an_id_outside_is_one_sentence() {
        let (table, ids) = (Raw::full(0.0, &[3, 2]), Raw::from_vec(vec![0, 3], &[2]));
        assert_eq!(
            panic_message(|| embedding(&table, &ids)),
            "embedding: the id 3 at place 1 is outside the table of 3 rows, which are numbered from 0"
        );
    }
}
