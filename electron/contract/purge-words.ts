/** What the user must write before deleted runs go from the disk. */
export const PURGE_WORDS = 'delete for good';
