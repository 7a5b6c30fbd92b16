import type { ErrorPlace } from '../../electron/contract/app-error.ts';

/** The input of a form that an error is about: by the option that it names, else by the path that was given there. */
export function errorField<F extends string>({ field, file }: ErrorPlace, given: Readonly<Record<F, string>>): F | undefined {
  const fields = Object.keys(given) as F[];
  const named = fields.find((one) => one === field);
  if (named !== undefined || file === undefined) return named;
  const slashes = (path: string) => path.replaceAll('\\', '/');
  const place = slashes(file);
  return fields.find((one) => given[one] !== '' && (place === slashes(given[one]) || place.endsWith(`/${slashes(given[one]).replace(/^\.\//, '')}`)));
}
