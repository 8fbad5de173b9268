/** A text for a report: a home tells who somebody is, and is a `~` there. */
export function withoutHome(text: string): string {
  const { HOME } = process.env;
  if (!HOME?.startsWith('/') || HOME === '/') return text;
  const home = HOME.replace(/\/+$/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`${home}(?![\\w.-])`, 'g'), '~');
}
