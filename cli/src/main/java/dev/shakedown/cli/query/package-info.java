/** Questions to the local stack's database. */
package dev.shakedown.cli.query;
