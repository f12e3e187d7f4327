//! The planes of several images side by side: (images, channels, places) as (channels, images · places).
//!
//! The product of one small image would be too narrow to fill the vectors of the processor.

/// Puts the planes of images side by side.
pub fn beside(images: &[f32], channels: usize, places: usize, matrix: &mut [f32]) {
    let width = images.len() / channels;
    for (i, image) in images.chunks_exact(channels * places).enumerate() {
        for (plane, row) in image.chunks_exact(places).zip(matrix.chunks_exact_mut(width)) {
            row[i * places..(i + 1) * places].copy_from_slice(plane);
        }
    }
}

/// Takes them apart again, and adds to each the bias of its channel.
pub fn apart(
    matrix: &[f32],
    bias: Option<&[f32]>,
    places: usize,
    channels: usize,
    images: &mut [f32],
) {
    let width = images.len() / channels;
    for (i, image) in images.chunks_exact_mut(channels * places).enumerate() {
        let rows = matrix.chunks_exact(width).map(|row| &row[i * places..(i + 1) * places]);
        for (channel, (plane, row)) in image.chunks_exact_mut(places).zip(rows).enumerate() {
            match bias {
                Some(bias) => plane.iter_mut().zip(row).for_each(|(to, v)| *to = v + bias[channel]),
                None => plane.copy_from_slice(row),
            }
        }
    }
}
