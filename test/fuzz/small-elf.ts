/** An ELF file of 2 kB that has what is looked for in a Python: _PyRuntime, and Py_Version 3.11.2. */
export function smallElf(): Buffer {
  const bytes = Buffer.alloc(2048);
  bytes.write('\x7fELF\x02\x01', 'latin1');
  bytes.writeUInt16LE(3, 16);
  bytes.writeBigUInt64LE(64n, 32); // program headers
  bytes.writeBigUInt64LE(512n, 40); // section headers
  for (const [index, value] of [56, 2, 64, 3].entries()) bytes.writeUInt16LE(value, 54 + index * 2);
  const words = (at: number, ...values: number[]) => {
    for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(BigInt(value), at + index * 8);
  };
  // PT_LOAD, read and write; PT_DYNAMIC.
  bytes.writeUInt32LE(1, 64);
  bytes.writeUInt32LE(6, 68);
  words(72, 0, 0, 0, 2048, 4096, 4096);
  bytes.writeUInt32LE(2, 120);
  words(128, 1536, 1536, 1536, 80, 80, 8);
  // .symtab with its .strtab.
  bytes.writeUInt32LE(2, 512 + 64 + 4);
  words(512 + 64 + 24, 1024, 72);
  bytes.writeUInt32LE(2, 512 + 64 + 40);
  bytes.writeUInt32LE(3, 512 + 128 + 4);
  words(512 + 128 + 24, 1200, 24);
  bytes.write('\0_PyRuntime\0Py_Version\0', 1200, 'latin1');
  [
    [1, 4096],
    [12, 1400],
  ].forEach(([name, value], index) => {
    const at = 1024 + (index + 1) * 24;
    bytes.writeUInt32LE(name!, at);
    bytes.writeUInt16LE(1, at + 6);
    words(at + 8, value!, 8);
  });
  bytes.writeUInt32LE(0x030b02f0, 1400);
  // DT_SYMTAB, DT_STRTAB, DT_STRSZ, DT_HASH: one bucket, three symbols.
  words(1536, 6, 1024, 5, 1200, 10, 24, 4, 1600);
  bytes.writeUInt32LE(1, 1600);
  bytes.writeUInt32LE(3, 1604);
  return bytes;
}
