//! A frame: `u32` length of the rest, then fields, each a `u32` length and its bytes (little endian).

use std::io::{self, Read, Write};

use crate::{Content, Place};

/// Writes one frame in a single call, so that frames of several threads never mix.
pub fn write_frame(to: &mut impl Write, fields: &[&[u8]]) -> io::Result<()> {
    let body: usize = fields.iter().map(|f| f.len() + 4).sum();
    let mut frame = Vec::with_capacity(body + 4);
    frame.extend((body as u32).to_le_bytes());
    for field in fields {
        frame.extend((field.len() as u32).to_le_bytes());
        frame.extend_from_slice(field);
    }
    to.write_all(&frame)
}

/// Reads one frame.
pub fn read_frame(from: &mut impl Read) -> io::Result<Fields> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let mut body = vec![0; u32::from_le_bytes(length) as usize];
    from.read_exact(&mut body)?;
    Ok(Fields { body, at: 0 })
}

/// The fields of a frame, taken one after the other.
pub struct Fields {
    body: Vec<u8>,
    at: usize,
}

impl Fields {
    pub fn bytes(&mut self) -> io::Result<&[u8]> {
        let start = self.at + 4;
        let length = self.body.get(self.at..start).ok_or_else(short)?;
        let length = u32::from_le_bytes(length.try_into().map_err(|_| short())?) as usize;
        self.at = start + length;
        self.body.get(start..start + length).ok_or_else(short)
    }

    pub fn text(&mut self) -> io::Result<String> {
        Ok(String::from_utf8_lossy(self.bytes()?).into_owned())
    }

    pub fn flag(&mut self) -> io::Result<bool> {
        Ok(self.bytes()? == b"1")
    }

    pub fn rest(&mut self) -> io::Result<Vec<String>> {
        let mut all = Vec::new();
        while self.at < self.body.len() {
            all.push(self.text()?);
        }
        Ok(all)
    }

    pub fn content(&mut self) -> io::Result<Content> {
        let mut all = Vec::new();
        while self.at < self.body.len() {
            all.push((self.text()?, self.bytes()?.to_vec()));
        }
        Ok(all)
    }

    pub fn place(&mut self) -> io::Result<Place> {
        Ok(Place { file: self.text()?, line: self.number()?, column: self.number()? })
    }

    fn number(&mut self) -> io::Result<u32> {
        let bytes = self.bytes()?.try_into().map_err(|_| short())?;
        Ok(u32::from_le_bytes(bytes))
    }
}

fn short() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "a frame of the worker's channel is cut short")
}
