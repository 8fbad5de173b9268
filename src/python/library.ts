/** Directories that packages are installed in, and the standard library's own. */
const LIBRARY = /\/(?:site-packages|dist-packages)\/|\/lib(?:64)?\/python\d[\d.]*\/|\/lib\/python\d+\.zip\//;

/** Whether a module's file is no part of the app: installed, or of the standard library. Built-in ones have no file. */
export function isLibraryFile(file: string | null): boolean {
  return file === null || file.startsWith('<') || LIBRARY.test(file);
}
