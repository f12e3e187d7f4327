//! Features: what the network is told about a point of the plane.

use manabi::prelude::*;

use crate::choice::choice;

choice! {
    /// A function of the coordinates (x1, x2).
    pub enum Feature {
        X1 = "x1",
        X2 = "x2",
        SquareX1 = "x1^2",
        SquareX2 = "x2^2",
        Product = "x1*x2",
        SinX1 = "sin(x1)",
        SinX2 = "sin(x2)",
    }
}

impl Feature {
    fn of(self, x1: &Tensor, x2: &Tensor) -> Tensor {
        match self {
            Feature::X1 => x1.clone(),
            Feature::X2 => x2.clone(),
            Feature::SquareX1 => x1.square(),
            Feature::SquareX2 => x2.square(),
            Feature::Product => x1 * x2,
            Feature::SinX1 => (x1 * 3.).sin(),
            Feature::SinX2 => (x2 * 3.).sin(),
        }
    }
}

/// The features of points: (n, 2) becomes (n, features).
pub fn features(points: &Tensor, chosen: &[Feature]) -> Tensor {
    let (x1, x2) = (points.col(0), points.col(1));
    let columns: Vec<Tensor> = chosen.iter().map(|feature| feature.of(&x1, &x2)).collect();
    stack(&columns, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_stand_in_columns() {
        let points = tensor([[2., 3.], [-1., 0.5]]).untyped();
        let chosen = [Feature::X2, Feature::SquareX1, Feature::Product];
        assert_eq!(features(&points, &chosen), tensor([[3., 4., 6.], [0.5, 1., -0.5]]));
    }
}
