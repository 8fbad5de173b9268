/** esbuild's `text` loader: the file's content. */
declare module '*.py' {
  const text: string;
  export default text;
}
