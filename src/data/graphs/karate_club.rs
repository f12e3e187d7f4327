//! The karate club: the friendships in a club that split in two.

use super::Graph;
use crate::tensor::{Dyn, Tensor};

/// The 34 members of a karate club, the 78 friendships between them, and the faction that each joined when
/// the club split: 0 with the instructor (node 0), 1 with the officers (node 33). The features are one-hot:
/// they only tell who is who.
///
/// These are facts of W. W. Zachary, [An information flow model for conflict and fission in small
/// groups](https://doi.org/10.1086/jar.33.4.3629752) (1977). Nodes count from 0 and not from 1 as there. Node 8
/// leaned to the officers, but went with the instructor.
///
/// ```
/// use manabi::prelude::*;
/// let (club, factions) = data::karate_club();
/// for faction in 0..2 {
///     let inside = club.edges.iter().filter(|edge| edge.iter().all(|&node| factions[node] == faction));
///     println!("faction {faction}: {} members, {} edges", factions.eq(faction).count(), inside.count());
/// }
/// assert_eq!((club.nodes(), club.edges.len()), (34, 78));
/// ```
pub fn karate_club() -> (Graph, Tensor<Dyn, usize>) {
    let others = |&(node, others): &(usize, &'static [usize])| {
        others.iter().map(move |&other| [node, other])
    };
    let mut factions = vec![1; MEMBERS];
    INSTRUCTORS.iter().for_each(|&member| factions[member] = 0);
    let mut features = vec![0.0; MEMBERS * MEMBERS];
    features.iter_mut().step_by(MEMBERS + 1).for_each(|own| *own = 1.0);
    let graph = Graph {
        features: Tensor::from_vec(features, [MEMBERS, MEMBERS]),
        edges: FRIENDS.iter().flat_map(others).collect(),
    };
    (graph, Tensor::from_vec(factions, [MEMBERS]))
}

const MEMBERS: usize = 34;

/// Who went with the instructor.
const INSTRUCTORS: [usize; 17] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 16, 17, 19, 21];

/// A member, and the friends among those with greater numbers.
const FRIENDS: &[(usize, &[usize])] = &[
    (0, &[1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31]),
    (1, &[2, 3, 7, 13, 17, 19, 21, 30]),
    (2, &[3, 7, 8, 9, 13, 27, 28, 32]),
    (3, &[7, 12, 13]),
    (4, &[6, 10]),
    (5, &[6, 10, 16]),
    (6, &[16]),
    (8, &[30, 32, 33]),
    (9, &[33]),
    (13, &[33]),
    (14, &[32, 33]),
    (15, &[32, 33]),
    (18, &[32, 33]),
    (19, &[33]),
    (20, &[32, 33]),
    (22, &[32, 33]),
    (23, &[25, 27, 29, 32, 33]),
    (24, &[25, 27, 31]),
    (25, &[31]),
    (26, &[29, 33]),
    (27, &[33]),
    (28, &[31, 33]),
    (29, &[32, 33]),
    (30, &[32, 33]),
    (31, &[32, 33]),
    (32, &[33]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_club_is_the_published_one() {
        let (club, factions) = karate_club();
        assert_eq!((club.nodes(), club.edges.len()), (34, 78));
        assert_eq!(factions.to_vec().iter().sum::<usize>(), 17);
        // The numbers of friends, as the matrix of the paper has them.
        let degrees = club.adjacency().to_dense().sum_axis(1).to_vec();
        assert_eq!(
            degrees,
            [
                16., 9., 10., 6., 3., 4., 4., 4., 5., 2., 3., 1., 2., 5., 2., 2., 2., 2., 2., 3.,
                2., 2., 2., 5., 3., 3., 2., 4., 3., 4., 4., 6., 12., 17.
            ]
        );
        // 45 triangles: a third of the closed walks of three steps from each node, twice round.
        let adjacency = club.adjacency().to_dense();
        let walks = adjacency.matmul(&adjacency) * &adjacency;
        assert_eq!(walks.sum().item(), 6.0 * 45.0);
    }

    #[test]
    fn edges_are_sorted_and_join_two_members() {
        let (club, _) = karate_club();
        assert!(club.edges.iter().all(|[a, b]| a < b));
        assert!(club.edges.is_sorted());
    }
}
