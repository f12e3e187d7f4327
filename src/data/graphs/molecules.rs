//! Molecules: small graphs that are chains, or have a ring.

use super::Graph;
use crate::data::draw::{labels, whole};
use crate::engine::random::Generator;
use crate::tensor::Tensor;

/// Graphs in the way of molecules, and whether each has a ring (1) or is a chain (0), with branches either
/// way. The features are the kind of atom, one of three, one-hot.
///
/// Both have 6 to 12 atoms with at most three neighbours, in random order, and rings have three atoms or
/// more. Kinds and number of atoms tell nothing of the class: only the edges do. The classes are equally
/// frequent, up to one, in random order. They are the same on every machine.
///
/// ```
/// use manabi::prelude::*;
/// for (graph, ring) in data::molecules(3, 0) {
///     println!("{} atoms, {}: {:?}", graph.nodes(), ["chain", "ring"][ring], graph.edges);
///     assert_eq!(graph.edges.len(), graph.nodes() - 1 + ring);
/// }
/// ```
pub fn molecules(n: usize, seed: u64) -> Vec<(Graph, usize)> {
    let mut generator = Generator::new(seed);
    let rings = labels(&mut generator, n, 2);
    rings.into_iter().map(|ring| (molecule(ring == 1, &mut generator), ring)).collect()
}

const KINDS: usize = 3;
const NEIGHBOURS: usize = 3;

fn molecule(ring: bool, generator: &mut Generator) -> Graph {
    let atoms = whole(generator, 6, 12);
    let mut names = Vec::from_iter(0..atoms);
    generator.shuffle(&mut names);
    // A spine, which is closed to a ring or not; then branches.
    let spine = whole(generator, 3, atoms);
    let mut edges = Vec::from_iter((1..spine).map(|atom| [atom - 1, atom]));
    if ring {
        edges.push([0, spine - 1]);
    }
    for atom in spine..atoms {
        let neighbours = |of: usize| edges.iter().flatten().filter(|&&end| end == of).count();
        let free = Vec::from_iter((0..atom).filter(|&of| neighbours(of) < NEIGHBOURS));
        edges.push([free[whole(generator, 0, free.len() - 1)], atom]);
    }
    for edge in &mut edges {
        *edge = edge.map(|atom| names[atom]);
        edge.sort_unstable();
    }
    edges.sort_unstable();
    let mut features = vec![0.0; atoms * KINDS];
    for atom in features.chunks_mut(KINDS) {
        atom[whole(generator, 0, KINDS - 1)] = 1.0;
    }
    Graph { features: Tensor::from_vec(features, [atoms, KINDS]), edges }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sha256::sha256;

    #[test]
    fn the_same_seed_gives_the_same_molecules_on_every_machine() {
        let text: String =
            molecules(10, 1).iter().map(|(graph, _)| format!("{:?}", graph.edges)).collect();
        assert_eq!(&sha256(text.as_bytes())[..16], "5d7a315e3c73e958");
    }

    #[test]
    fn molecules_are_joined_and_have_one_ring_or_none() {
        let molecules = molecules(300, 0);
        assert_eq!(molecules.iter().filter(|(_, ring)| *ring == 1).count(), 150);
        for (graph, ring) in &molecules {
            let atoms = graph.nodes();
            assert!((6..=12).contains(&atoms));
            // Joined, and so without a ring exactly when there is one edge less than atoms.
            assert_eq!(graph.edges.len(), atoms - 1 + ring);
            assert!(graph.edges.iter().all(|[a, b]| a < b));
            assert!(graph.edges.windows(2).all(|pair| pair[0] < pair[1]));
            let mut reached = vec![false; atoms];
            let mut next = vec![0];
            while let Some(atom) = next.pop() {
                if !std::mem::replace(&mut reached[atom], true) {
                    let joined = graph.edges.iter().filter(|edge| edge.contains(&atom));
                    next.extend(joined.flatten());
                }
            }
            assert!(reached.iter().all(|&reached| reached));
            let degrees = graph.adjacency().to_dense().sum_axis(1);
            assert!(degrees.max().item() <= 3.0);
            assert_eq!(graph.features.sum_axis(1), crate::prelude::ones(atoms));
        }
    }

    #[test]
    fn atoms_tell_nothing_of_the_class() {
        let molecules = molecules(4000, 2);
        let mean = |class: usize, of: fn(&Graph) -> f32| {
            let values = molecules.iter().filter(|(_, ring)| *ring == class);
            values.map(|(graph, _)| of(graph)).sum::<f32>() / 2000.0
        };
        let atoms = |graph: &Graph| graph.nodes() as f32;
        let first = |graph: &Graph| graph.features.sum_axis(0)[0];
        assert!((mean(0, atoms) - mean(1, atoms)).abs() < 0.2);
        assert!((mean(0, first) - mean(1, first)).abs() < 0.2);
    }
}
