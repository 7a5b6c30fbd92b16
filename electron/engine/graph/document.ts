import { PROJECT_FORMAT, PROJECT_VERSION, ProjectDocumentSchema, type ProjectDocument } from '../../contract/project-document.ts';
import { AppError } from '../base/app-error.ts';

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
  const head = raw as { format?: unknown; version?: unknown } | null;
  if (head === null || typeof head !== 'object' || head.format !== PROJECT_FORMAT) {
    throw new AppError({ code: 'PROJECT_UNREADABLE', message: `"${file}" is not a Millwright project.`, place: { file }, next: 'Choose the folder that "millwright new" made.' });
  }
  if (typeof head.version === 'number' && head.version > PROJECT_VERSION) {
    throw new AppError({ code: 'PROJECT_TOO_NEW', message: `"${file}" was saved by a newer Millwright (format ${head.version}; this one reads up to ${PROJECT_VERSION}).`, place: { file }, next: 'Open it with the newer Millwright. The file is unchanged.' });
  }
  const parsed = ProjectDocumentSchema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError({ code: 'PROJECT_DAMAGED', message: `"${file}" is damaged at "${issue?.path.join('.') ?? ''}": ${issue?.message ?? ''}.`, place: { file, field: issue?.path.join('.') ?? '' }, next: 'Mend this value, or restore the file from version control.' });
  }
  return parsed.data;
}
