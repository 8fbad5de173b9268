/**
 * Where CPython keeps what, for one minor version, in bytes, 64-bit builds: what differs between the versions. What has
 * stayed the same from 3.8 to 3.13 is in `common.ts`. Each table was checked against that version's debug information
 * (`ptype /o` of gdb) and against a live process.
 */
export interface Layout {
  minor: number;
  runtime: {
    /** `interpreters.head` in _PyRuntimeState (Include/internal/pycore_runtime.h). */
    interpretersHead: number;
    /** `gc.generations`, where the collector belongs to the runtime (3.8); else null. */
    gcGenerations: number | null;
  };
  /** PyInterpreterState (Include/internal/pycore_interp.h). */
  interpreter: {
    next: number;
    threadsHead: number;
    /** `gc.generations`; null in 3.8. */
    gcGenerations: number | null;
  };
  /** PyThreadState (Include/cpython/pystate.h). */
  thread: {
    next: number;
    dict: number;
    /** The frame that runs; through `cframe` in 3.11 and 3.12. */
    frame: { at: number; through?: number };
  };
  /** What a frame on a thread's stack looks like: PyFrameObject to 3.10, _PyInterpreterFrame since. */
  frame: { code: number; previous: number; locals: number };
  /** PyCodeObject (Include/cpython/code.h). */
  code: {
    name: number;
    qualname: number | null;
    filename: number;
    firstLine: number;
    stackSize: number;
    /** To 3.10: tuples of names, in the order of the fast locals. Since: one tuple of all. */
    localNames: readonly number[];
  };
  /** PyASCIIObject and PyCompactUnicodeObject (Include/cpython/unicodeobject.h): where their characters begin. */
  string: { ascii: number; compact: number };
  /** PyLongObject: digits counted in ob_size, or in the tag of 3.12 (Include/cpython/longintrepr.h). */
  int: 'size' | 'tag';
  /** PyDictKeysObject (Objects/dict-common.h, Include/internal/pycore_dict.h). */
  keys: 'sized' | 'log2';
  /** Where an instance keeps its attributes. */
  instance: InstanceLayout;
  /** PyHeapTypeObject (Include/cpython/object.h). */
  heapType: { qualname: number; cachedKeys: number };
  /** PyFunctionObject (Include/cpython/funcobject.h). */
  function: { code: number; globals: number; closure: number; defaults: number; kwDefaults: number; qualname: number };
  /** `fd` in mmap_object (Modules/mmapmodule.c): a duplicate of the file's own. */
  mmapFd: number;
}

export interface InstanceLayout {
  /** Py_TPFLAGS_MANAGED_DICT exists. */
  managed: boolean;
  /** The pointer to the dict, from a managed instance. */
  dict: number;
  /** The pointer to the values, from the instance, plus what must be added to it; null where there is none such. */
  values: { at: number; tag: number } | null;
  /** Bytes before the first value where they lie behind the instance (3.13, Py_TPFLAGS_INLINE_VALUES); else null. */
  inline: number | null;
  /** Bytes before the first of a split dict's values. */
  valuesHeader: number;
  /** Bytes before the object's head, and its garbage collector's, that belong to it. */
  prefix: number;
}
