/** The frame of the pages and of reports, and the scripts and styles that are put into it. */
package dev.shakedown.resultstore.page;
