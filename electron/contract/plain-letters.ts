/** A text in small letters without their marks, from which folders, packages and fields are named: "Störung" gives "storung". */
export const plainLetters = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
