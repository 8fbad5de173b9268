/** Reads the bytes of a file at a place; fewer at its end. */
export type ReadAt = (offset: number, length: number) => Buffer;

/** What is needed of an ELF file (System V ABI, and its ELF-64 object file format). */
export interface Elf {
  /** ET_EXEC: the addresses in the file are those in memory. Else (ET_DYN: PIE, library) they are shifted as one. */
  fixed: boolean;
  segments: Segment[];
  /** The value of a defined symbol, from .symtab or .dynsym; null when it has none. */
  symbol(name: string): { address: number; size: number } | null;
  /** Bytes at an address as the file has them; null where it has none (.bss, or no segment). */
  at(address: number, length: number): Buffer | null;
}

/** A PT_LOAD segment. */
export interface Segment {
  address: number;
  offset: number;
  fileSize: number;
  memorySize: number;
  writable: boolean;
}

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const SHT_SYMTAB = 2;
const SHT_DYNSYM = 11;
const DT_NULL = 0;
const DT_HASH = 4;
const DT_STRTAB = 5;
const DT_SYMTAB = 6;
const DT_STRSZ = 10;
const DT_GNU_HASH = 0x6ffffef5;
/** Of Elf64_Sym. */
const SYMBOL_SIZE = 24;
/** No symbol table of an interpreter comes near it; a damaged header must not make us read gigabytes. */
const MOST_BYTES = 64 * 2 ** 20;
/** Of headers of segments, and of sections: an interpreter has some 10, and some 40. */
const MOST_PROGRAMS = 128;
const MOST_SECTIONS = 4_096;

/** Null for what is no 64-bit little-endian ELF: every Linux that Node runs on but s390x has those. */
export function parseElf(read: ReadAt): Elf | null {
  const header = read(0, 64);
  if (header.length < 64 || header.readUInt32BE(0) !== 0x7f454c46) return null;
  if (header[4] !== 2 || header[5] !== 1) return null;
  const programs = programHeaders(read, header);
  const segments = programs.filter(({ type }) => type === PT_LOAD).map(({ segment }) => segment);

  const at = (address: number, length: number) => {
    const segment = segments.find(each => address >= each.address && address < each.address + each.fileSize);
    if (!segment) return null;
    const skip = address - segment.address;
    return read(segment.offset + skip, Math.min(length, segment.fileSize - skip));
  };
  const dynamic = programs.find(({ type }) => type === PT_DYNAMIC)?.segment;
  let tables: SymbolTable[] | null = null;
  return {
    fixed: header.readUInt16LE(16) === 2,
    segments,
    at,
    symbol(name) {
      tables ??= [...sectionTables(read, header), ...(dynamic ? dynamicTables(at, dynamic) : [])];
      for (const table of tables) {
        const found = findSymbol(table, name);
        if (found) return found;
      }
      return null;
    },
  };
}

interface SymbolTable {
  symbols: Buffer;
  strings: Buffer;
}

function programHeaders(read: ReadAt, header: Buffer): { type: number; segment: Segment }[] {
  const size = header.readUInt16LE(54);
  const count = Math.min(header.readUInt16LE(56), MOST_PROGRAMS);
  const table = read(Number(header.readBigUInt64LE(32)), size * count);
  const programs = [];
  for (let at = 0; at + 56 <= table.length && size >= 56; at += size) {
    const word = (offset: number) => Number(table.readBigUInt64LE(at + offset));
    const segment = { offset: word(8), address: word(16), fileSize: word(32), memorySize: word(40) };
    programs.push({
      type: table.readUInt32LE(at),
      segment: { ...segment, writable: (table.readUInt32LE(at + 4) & 2) !== 0 },
    });
  }
  return programs;
}

/** .symtab and .dynsym with their string tables; none when the section headers are stripped (sstrip, some packers). */
function sectionTables(read: ReadAt, header: Buffer): SymbolTable[] {
  const size = header.readUInt16LE(58);
  const count = Math.min(header.readUInt16LE(60), MOST_SECTIONS);
  const start = Number(header.readBigUInt64LE(40));
  if (start === 0 || size < 64) return [];
  const sections = read(start, size * count);
  const word = (index: number, offset: number) => Number(sections.readBigUInt64LE(index * size + offset));
  const content = (index: number) => read(word(index, 24), Math.min(word(index, 32), MOST_BYTES));
  const tables = [];
  for (let index = 0; (index + 1) * size <= sections.length; index += 1) {
    const type = sections.readUInt32LE(index * size + 4);
    if (type !== SHT_SYMTAB && type !== SHT_DYNSYM) continue;
    const link = sections.readUInt32LE(index * size + 40);
    if (link < count) tables.push({ symbols: content(index), strings: content(link) });
  }
  return tables;
}

/** .dynsym through PT_DYNAMIC, which the loader itself needs and nobody can strip. */
function dynamicTables(at: Elf['at'], { address, fileSize }: Segment): SymbolTable[] {
  const entries = at(address, Math.min(fileSize, 65_536)) ?? Buffer.alloc(0);
  const tags = new Map<number, number>();
  for (let index = 0; index + 16 <= entries.length; index += 16) {
    const tag = Number(entries.readBigInt64LE(index));
    if (tag === DT_NULL) break;
    tags.set(tag, Number(entries.readBigUInt64LE(index + 8)));
  }
  const symbolsAt = tags.get(DT_SYMTAB);
  const stringsAt = tags.get(DT_STRTAB);
  if (symbolsAt === undefined || stringsAt === undefined) return [];
  const count = symbolCount(at, tags) ?? Math.floor((stringsAt - symbolsAt) / SYMBOL_SIZE);
  const symbols = at(symbolsAt, Math.min(Math.max(0, count * SYMBOL_SIZE), MOST_BYTES));
  const strings = at(stringsAt, Math.min(tags.get(DT_STRSZ) ?? 0, MOST_BYTES));
  return symbols && strings ? [{ symbols, strings }] : [];
}

/** Nothing says it outright: the hash tables do. */
function symbolCount(at: Elf['at'], tags: ReadonlyMap<number, number>): number | null {
  const hash = tags.get(DT_HASH);
  if (hash !== undefined) return at(hash, 8)?.readUInt32LE(4) ?? null;
  const gnu = tags.get(DT_GNU_HASH);
  const head = gnu === undefined ? null : at(gnu, 16);
  if (!head || head.length < 16) return null;
  const [buckets, first, bloom] = [head.readUInt32LE(0), head.readUInt32LE(4), head.readUInt32LE(8)];
  const bucketsAt = gnu! + 16 + bloom * 8;
  const table = at(bucketsAt, Math.min(buckets * 4, MOST_BYTES));
  if (!table) return null;
  let last = 0;
  for (let index = 0; index + 4 <= table.length; index += 4) last = Math.max(last, table.readUInt32LE(index));
  if (last < first) return first;
  // A chain ends at the hash with its lowest bit set.
  for (let chain = bucketsAt + buckets * 4 + (last - first) * 4; ; chain += 4) {
    const hashed = at(chain, 4);
    if (!hashed || hashed.length < 4) return null;
    if (hashed.readUInt32LE(0) & 1) return first + (chain - bucketsAt - buckets * 4) / 4 + 1;
  }
}

/** By searching the names first: a table has 10,000 symbols and one is asked for. */
function findSymbol({ symbols, strings }: SymbolTable, name: string): { address: number; size: number } | null {
  // The start of a string, or the end of a longer one: linkers let them share it.
  const wanted = Buffer.from(`${name}\0`);
  const places = new Set<number>();
  for (let at = strings.indexOf(wanted); at >= 0; at = strings.indexOf(wanted, at + 1)) places.add(at);
  if (places.size === 0) return null;
  for (let at = 0; at + SYMBOL_SIZE <= symbols.length; at += SYMBOL_SIZE) {
    const isDefined = symbols.readUInt16LE(at + 6) !== 0;
    if (!isDefined || !places.has(symbols.readUInt32LE(at))) continue;
    return { address: Number(symbols.readBigUInt64LE(at + 8)), size: Number(symbols.readBigUInt64LE(at + 16)) };
  }
  return null;
}
