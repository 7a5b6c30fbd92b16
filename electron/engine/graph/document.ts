import type { z } from 'zod';
import { LoadOptionsSchema } from '../../contract/load-report.ts';
import { PROJECT_FORMAT, PROJECT_VERSION, ProjectDocumentSchema, type ProjectDocument } from '../../contract/project-document.ts';
import { AppError } from '../base/app-error.ts';
import { issueText } from './issue-text.ts';
import { migrated } from './migrations.ts';

/**
 * A project document from the text of its file: checked, and brought to this version's form.
 * Throws an AppError for what is not JSON, not a project, of a newer version, or damaged.
 */
export function readDocument(text: string, file: string): ProjectDocument {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new AppError({ code: 'PROJECT_UNREADABLE', message: `"${file}" is not a project: it is not JSON.`, place: { file }, next: 'Restore the file from a backup or from version control.', cause });
  }
  const head = raw as Readonly<Record<string, unknown>> | null;
  if (head === null || typeof head !== 'object' || head['format'] !== PROJECT_FORMAT) {
    throw new AppError({ code: 'PROJECT_UNREADABLE', message: `"${file}" is not a Millwright project.`, place: { file }, next: 'Choose the folder that "millwright new" made.' });
  }
  if (typeof head['version'] === 'number' && head['version'] > PROJECT_VERSION) {
    throw new AppError({ code: 'PROJECT_TOO_NEW', message: `"${file}" was saved by a newer Millwright (format ${head['version']}; this one reads up to ${PROJECT_VERSION}).`, place: { file }, next: 'Open it with the newer Millwright. The file is unchanged.' });
  }
  const parsed = ProjectDocumentSchema.safeParse(migrated(head));
  if (!parsed.success) throw damaged(file, parsed.error, []);
  parsed.data.sources.forEach(({ options }, i) => {
    const read = LoadOptionsSchema.safeParse(options);
    if (!read.success) throw damaged(file, read.error, ['sources', i, 'options']);
  });
  return parsed.data;
}

function damaged(file: string, error: z.ZodError, above: readonly (string | number)[]): AppError {
  const [issue] = error.issues;
  const field = [...above, ...(issue?.path ?? [])].join('.');
  return new AppError({
    code: 'PROJECT_DAMAGED',
    message: `"${file}" is damaged at "${field}": ${issue ? issueText(issue) : 'the value cannot be used'}.`,
    place: { file, field },
    next: 'Mend this value, or restore the file from version control.',
    cause: error,
  });
}
