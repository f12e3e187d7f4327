//! The format safetensors: the length of a header in 8 bytes, the header, and then the arrays' bytes
//! without gaps, little-endian and row-major. (Its definition: github.com/huggingface/safetensors)

use std::borrow::Cow;
use std::cmp::Reverse;

use super::dtype::Dtype;
use super::header::{self, Entry};

/// An array of a file.
pub struct Array<'a> {
    pub name: String,
    pub dtype: Dtype,
    pub dims: Vec<usize>,
    pub bytes: Cow<'a, [u8]>,
}

/// As much header as the definition allows, in bytes.
const MOST: u64 = 100_000_000;

/// The bytes of a file. Wide elements come first and the header's length is a multiple of 8, so that each
/// array starts at a multiple of its elements' width.
pub fn write(mut arrays: Vec<Array>) -> Vec<u8> {
    arrays.sort_by_key(|array| {
        let len: usize = array.dims.iter().product();
        Reverse(array.bytes.len() / len.max(1))
    });
    let mut end = 0;
    let entry = |array: &Array| {
        let start = end;
        end += array.bytes.len();
        Entry {
            name: array.name.clone(),
            dtype: array.dtype.name().into(),
            dims: array.dims.clone(),
            data: start..end,
        }
    };
    let entries: Vec<Entry> = arrays.iter().map(entry).collect();
    let mut header = header::write(&entries).into_bytes();
    header.resize(header.len().next_multiple_of(8), b' ');
    let mut file = Vec::with_capacity(8 + header.len() + end);
    file.extend((header.len() as u64).to_le_bytes());
    file.append(&mut header);
    for array in &arrays {
        file.extend_from_slice(&array.bytes);
    }
    file
}

/// The arrays of a file in their order, or what is wrong with it: a text that goes on after `the file ..`.
pub fn read(file: &[u8]) -> Result<Vec<Array<'_>>, String> {
    let foreign = |why: &str| format!("is no safetensors file: {why}");
    if file.starts_with(b"PK\x03\x04") {
        let mend = "it is a zip archive; if PyTorch wrote it, write it anew there with \
                    `safetensors.torch.save_file(model.state_dict(), path)`";
        return Err(foreign(mend));
    }
    let Some((len, rest)) = file.split_first_chunk() else {
        return Err(foreign(&format!("it has only {} bytes", file.len())));
    };
    let len = u64::from_le_bytes(*len);
    if len > MOST || rest.first().is_some_and(|&first| first != b'{') {
        return Err(foreign("it does not begin with a header"));
    }
    let len = len as usize;
    let short = |needed: usize| {
        let got = file.len();
        format!("was cut short: it has {got} of at least {needed} bytes; copy or save it again")
    };
    let Some((header, data)) = rest.split_at_checked(len) else {
        return Err(short(8 + len));
    };
    let header = str::from_utf8(header).map_err(|_| foreign("its header is no text"))?;
    let mut entries = header::read(header).map_err(|why| foreign(&why))?;
    entries.sort_by_key(|entry| (entry.data.start, entry.data.end));
    let mut end = 0;
    let mut arrays = Vec::with_capacity(entries.len());
    for Entry { name, dtype, dims, data: own } in entries {
        let dtype = Dtype::of(dtype);
        let len = dims.iter().try_fold(1, |a: usize, b| a.checked_mul(*b));
        let size = dtype.width().map(|width| len?.checked_mul(width));
        if size.is_some_and(|size| size != Some(own.len())) || own.start != end {
            return Err(format!(
                "is damaged: the bytes of `{name}` do not fit its shape {dims:?} or its place; save it \
                 again"
            ));
        }
        end = own.end;
        let bytes = data.get(own).ok_or_else(|| short((8 + header.len()).saturating_add(end)))?;
        arrays.push(Array { name, dtype, dims, bytes: bytes.into() });
    }
    match data.len() - end {
        0 => Ok(arrays),
        more => {
            Err(format!("is damaged: it has {more} bytes after its last tensor; save it again"))
        }
    }
}
