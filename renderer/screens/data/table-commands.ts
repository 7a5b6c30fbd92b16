/** What keys do with the rows of a table; its toolbar, its grid and the sheet of shortcuts use this one list. */
export const TABLE_COMMANDS = [
  { id: 'find', title: 'Find in the rows', keys: ['Control+F'], place: 'field' },
  { id: 'next', title: 'Find the next', keys: ['F3'], place: 'field' },
  { id: 'previous', title: 'Find the one before', keys: ['Shift+F3'], place: 'field' },
  { id: 'go', title: 'Go to a row', keys: ['Control+G'], place: 'field' },
  { id: 'all', title: 'Choose the whole column', keys: ['Control+A'], place: 'screen' },
  { id: 'copy', title: 'Copy the chosen cells', keys: ['Control+C'], place: 'screen' },
] as const;

export type TableCommandId = (typeof TABLE_COMMANDS)[number]['id'];

/** The keys of one of them. */
export const tableKeys = (id: TableCommandId): readonly string[] => TABLE_COMMANDS.find((command) => command.id === id)?.keys ?? [];
