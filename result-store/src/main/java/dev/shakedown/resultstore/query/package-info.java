/** What people and programs ask over HTTP: campaigns, results, jobs and their artifacts. */
package dev.shakedown.resultstore.query;
