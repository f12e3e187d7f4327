//! Types of elements in files, and how floating-point numbers of other widths become `f32`.

/// The type of an array's elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dtype {
    F16,
    Bf16,
    F32,
    F64,
    /// A type that is kept, but not computed with, such as the integers `I64`.
    Other(String),
}

impl Dtype {
    pub fn of(name: String) -> Dtype {
        match &*name {
            "F16" => Dtype::F16,
            "BF16" => Dtype::Bf16,
            "F32" => Dtype::F32,
            "F64" => Dtype::F64,
            _ => Dtype::Other(name),
        }
    }

    pub fn name(&self) -> &str {
        match self {
            Dtype::F16 => "F16",
            Dtype::Bf16 => "BF16",
            Dtype::F32 => "F32",
            Dtype::F64 => "F64",
            Dtype::Other(name) => name,
        }
    }

    /// The bytes of one element, where it is known.
    pub fn width(&self) -> Option<usize> {
        match self {
            Dtype::F16 | Dtype::Bf16 => Some(2),
            Dtype::F32 => Some(4),
            Dtype::F64 => Some(8),
            Dtype::Other(_) => None,
        }
    }

    /// The elements in these bytes as `f32`, an `F64` rounded to the nearest; `None` for types that are not
    /// floating-point numbers.
    pub fn floats(&self, bytes: &[u8]) -> Option<Vec<f32>> {
        fn read<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f32) -> Option<Vec<f32>> {
            Some(bytes.as_chunks().0.iter().map(|chunk| number(*chunk)).collect())
        }
        match self {
            Dtype::F16 => read(bytes, |b| from_f16(u16::from_le_bytes(b))),
            Dtype::Bf16 => read(bytes, |b| f32::from_bits(u32::from(u16::from_le_bytes(b)) << 16)),
            Dtype::F32 => read(bytes, f32::from_le_bytes),
            Dtype::F64 => read(bytes, |b| f64::from_le_bytes(b) as f32),
            Dtype::Other(_) => None,
        }
    }
}

/// Half precision: a sign, 5 bits of exponent, 10 of fraction.
fn from_f16(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let (exponent, fraction) = (u32::from(bits >> 10 & 0x1f), u32::from(bits & 0x3ff));
    let magnitude = match exponent {
        // Below the normal numbers: steps of 2^-24.
        0 => (fraction as f32 * 2_f32.powi(-24)).to_bits(),
        0x1f => 0xff << 23 | fraction << 13,
        // The exponents are counted from 15 and from 127.
        _ => (exponent + 112) << 23 | fraction << 13,
    };
    f32::from_bits(sign | magnitude)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_is_its_definition() {
        for bits in 0..=u16::MAX {
            let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
            let magnitude = match exponent {
                0 => fraction / 1024.0 * 2_f64.powi(-14),
                0x1f if fraction == 0.0 => f64::INFINITY,
                0x1f => f64::NAN,
                _ => (1.0 + fraction / 1024.0) * 2_f64.powi(exponent - 15),
            };
            let expected = if bits >> 15 == 0 { magnitude } else { -magnitude };
            let got = f64::from(from_f16(bits));
            assert!(got == expected || got.is_nan() && expected.is_nan(), "{bits:#x}: {got}");
            assert_eq!(got.is_sign_negative(), bits >> 15 == 1);
        }
    }

    #[test]
    fn other_widths_become_f32() {
        let brain: Vec<u8> =
            [1.5_f32, -2.0].iter().flat_map(|v| v.to_le_bytes()[2..].to_vec()).collect();
        assert_eq!(Dtype::Bf16.floats(&brain).unwrap(), [1.5, -2.0]);
        let double: Vec<u8> = [0.1_f64, 1e300].iter().flat_map(|v| v.to_le_bytes()).collect();
        assert_eq!(Dtype::F64.floats(&double).unwrap(), [0.1, f32::INFINITY]);
        assert_eq!(Dtype::Other("I64".into()).floats(&double), None);
    }
}
