package dev.shakedown.attackworker.diagnosis;

/** Small systems of linear equations, for the shift between two smooth planes. */
final class LeastSquares {

    private static final int UNKNOWNS = 4;

    private LeastSquares() {}

    /**
     * How far a lies to the right of and below b, moved already by whole pixels: the least squares solution of a = gain
     * * b - right * slope(b, columns) - down * slope(b, rows) + offset. Zero where b has no slope to tell it.
     *
     * @param movedRight by how many pixels b is moved to the right before it is compared
     * @param movedDown by how many down
     * @param margin pixels at each edge that do not count, more than b is moved by
     * @return right and down in pixels
     */
    static double[] shift(Brightness a, Brightness b, int movedRight, int movedDown, int margin) {
        double[][] normal = new double[UNKNOWNS][UNKNOWNS + 1];
        double[] row = new double[UNKNOWNS];
        for (int y = margin; y < a.height() - margin; y++) {
            for (int x = margin; x < a.width() - margin; x++) {
                int v = y - movedDown;
                int u = x - movedRight;
                row[0] = (b.at(v, u - 1) - b.at(v, u + 1)) / 2;
                row[1] = (b.at(v - 1, u) - b.at(v + 1, u)) / 2;
                row[2] = b.at(v, u);
                row[3] = 1;
                for (int i = 0; i < UNKNOWNS; i++) {
                    for (int j = 0; j < UNKNOWNS; j++) {
                        normal[i][j] += row[i] * row[j];
                    }
                    normal[i][UNKNOWNS] += row[i] * a.at(y, x);
                }
            }
        }
        double[] solution = solve(normal);
        double gain = solution[2];
        boolean known = gain > 0.1 && Double.isFinite(solution[0]) && Double.isFinite(solution[1]);
        return known ? new double[] {solution[0] / gain, solution[1] / gain} : new double[2];
    }

    /** Gauss's elimination with the greatest pivot of each column. */
    private static double[] solve(double[][] equations) {
        int n = equations.length;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int row = column + 1; row < n; row++) {
                if (Math.abs(equations[row][column]) > Math.abs(equations[pivot][column])) {
                    pivot = row;
                }
            }
            double[] swapped = equations[column];
            equations[column] = equations[pivot];
            equations[pivot] = swapped;
            for (int row = 0; row < n; row++) {
                double factor = row == column ? 0 : equations[row][column] / equations[column][column];
                for (int i = column; i <= n; i++) {
                    equations[row][i] -= factor * equations[column][i];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = equations[i][n] / equations[i][i];
        }
        return solution;
    }
}
