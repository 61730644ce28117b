/** A file of a report holds the outcomes of so many chunks. Fixed for ever: the files of old reports are told by it. */
export const chunksPerReportFile = 500;
