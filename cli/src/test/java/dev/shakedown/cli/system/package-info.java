/** The whole system as processes: what a user of the command line gets. */
package dev.shakedown.cli.system;
