/** A campaign's page as one file: its data and pictures inside, for readers without the service. */
package dev.shakedown.resultstore.report;
