namespace ConvGen;

/// <summary>A box as the layout sees it; places are its centre's.</summary>
internal sealed class LayoutNode(double width, double height)
{
    public double Width { get; } = width;

    public double Height { get; } = height;

    public double X { get; set; }

    public double Y { get; set; }

    public int Rank { get; set; }

    /// <summary>True for the place where a long edge passes a rank.</summary>
    public bool IsPassage { get; init; }

    public List<LayoutNode> Above { get; } = [];

    public List<LayoutNode> Below { get; } = [];
}

/// <summary>
/// Places of a directed graph's boxes, rank below rank, after Sugiyama, Tagawa and Toda (1981): ranks by longest path, passages where an edge crosses ranks (edges
/// from one box share them, since they carry one tensor), an order within ranks that crosses few edges, then places near the neighbours' mean.
/// No two boxes of a rank overlap, and nothing but passages lies between them.
/// </summary>
internal sealed class LayeredLayout
{
    private const double BoxGap = 28, PassageGap = 16;
    private const int OrderSweeps = 24, PlaceSweeps = 300;

    private readonly List<List<LayoutNode>> _ranks = [];

    /// <param name="boxes">Sources before their readers.</param>
    /// <param name="edges">Positions in <paramref name="boxes"/>, the first smaller.</param>
    /// <param name="rankGap">Free height between ranks.</param>
    public LayeredLayout(IReadOnlyList<LayoutNode> boxes, IReadOnlyList<(int From, int To)> edges, double rankGap)
    {
        Rank(boxes, edges);
        Connect(boxes, edges);
        Order();
        Place(rankGap);
    }

    public IReadOnlyList<IReadOnlyList<LayoutNode>> Ranks => _ranks;

    public double Width { get; private set; }

    public double Height { get; private set; }

    /// <summary>A box stands one rank below its lowest source; a source of all stands one above its highest reader.</summary>
    private void Rank(IReadOnlyList<LayoutNode> boxes, IReadOnlyList<(int From, int To)> edges)
    {
        foreach (var (from, to) in edges.OrderBy(edge => edge.To))
            boxes[to].Rank = Math.Max(boxes[to].Rank, boxes[from].Rank + 1);
        for (var box = 0; box < boxes.Count; box++)
        {
            int[] readers = [.. edges.Where(edge => edge.From == box).Select(edge => boxes[edge.To].Rank)];
            if (readers.Length > 0 && edges.All(edge => edge.To != box))
                boxes[box].Rank = readers.Min() - 1;
        }

        foreach (var box in boxes)
            RankOf(box.Rank).Add(box);
    }

    private List<LayoutNode> RankOf(int rank)
    {
        while (_ranks.Count <= rank)
            _ranks.Add([]);
        return _ranks[rank];
    }

    private void Connect(IReadOnlyList<LayoutNode> boxes, IReadOnlyList<(int From, int To)> edges)
    {
        var ends = boxes.Select(box => new List<LayoutNode> { box }).ToArray();
        foreach (var (from, to) in edges)
        {
            var passages = ends[from];
            while (passages[^1].Rank < boxes[to].Rank - 1)
            {
                var passage = new LayoutNode(0, 0) { Rank = passages[^1].Rank + 1, IsPassage = true };
                Join(passages[^1], passage);
                RankOf(passage.Rank).Add(passage);
                passages.Add(passage);
            }

            Join(passages[boxes[to].Rank - 1 - boxes[from].Rank], boxes[to]);
        }

        static void Join(LayoutNode above, LayoutNode below)
        {
            above.Below.Add(below);
            below.Above.Add(above);
        }
    }

    /// <summary>Sorts each rank by the mean place of its neighbours, down and up again and again, and keeps the order with the fewest crossings.</summary>
    private void Order()
    {
        var best = _ranks.Select(rank => rank.ToList()).ToList();
        var fewest = Crossings();
        for (var sweep = 0; sweep < OrderSweeps && fewest > 0; sweep++)
        {
            var down = sweep % 2 == 0;
            for (var step = 1; step < _ranks.Count; step++)
            {
                var rank = down ? step : _ranks.Count - 1 - step;
                Number(down ? rank - 1 : rank + 1);
                Number(rank);
                var keys = _ranks[rank].ToDictionary(node => node, node => MeanX(down ? node.Above : node.Below) ?? node.X);
                _ranks[rank] = [.. _ranks[rank].OrderBy(node => keys[node])];
            }

            var crossings = Crossings();
            if (crossings >= fewest)
                continue;
            fewest = crossings;
            best = [.. _ranks.Select(rank => rank.ToList())];
        }

        for (var rank = 0; rank < _ranks.Count; rank++)
            _ranks[rank] = best[rank];
    }

    private int Crossings()
    {
        var count = 0;
        for (var rank = 0; rank + 1 < _ranks.Count; rank++)
        {
            Number(rank);
            Number(rank + 1);
            var segments = _ranks[rank].SelectMany(above => above.Below.Select(below => (Above: above.X, Below: below.X))).ToArray();
            for (var i = 0; i < segments.Length; i++)
                for (var j = 0; j < i; j++)
                    if ((segments[i].Above - segments[j].Above) * (segments[i].Below - segments[j].Below) < 0)
                        count++;
        }

        return count;
    }

    /// <summary>While ordering, X is the position in the rank.</summary>
    private void Number(int rank)
    {
        for (var i = 0; i < _ranks[rank].Count; i++)
            _ranks[rank][i].X = i;
    }

    private static double? MeanX(List<LayoutNode> nodes) => nodes.Count == 0 ? null : nodes.Average(node => node.X);

    private void Place(double rankGap)
    {
        foreach (var rank in _ranks)
            Spread(rank, [.. rank.Select(_ => 0.0)], [.. rank.Select(_ => 1.0)]);
        for (var sweep = 0; sweep < PlaceSweeps; sweep++)
            for (var step = 0; step < _ranks.Count; step++)
                Pull(_ranks[sweep % 2 == 0 ? step : _ranks.Count - 1 - step]);

        var left = _ranks.SelectMany(rank => rank).Min(node => node.X - (node.Width / 2));
        double y = 0;
        foreach (var rank in _ranks)
        {
            var height = rank.Max(node => node.Height);
            foreach (var node in rank)
            {
                node.X -= left;
                node.Y = y + (height / 2);
                Width = Math.Max(Width, node.X + (node.Width / 2));
            }

            y += height + rankGap;
        }

        Height = y - rankGap;
    }

    /// <summary>Moves a rank to the weighted mean of its neighbours above and below; passages hold together, so that long edges are straight.</summary>
    private static void Pull(List<LayoutNode> rank)
    {
        var wanted = new double[rank.Count];
        var weights = new double[rank.Count];
        for (var i = 0; i < rank.Count; i++)
        {
            foreach (var neighbour in rank[i].Above.Concat(rank[i].Below))
            {
                var weight = rank[i].IsPassage && neighbour.IsPassage ? 8 : rank[i].IsPassage || neighbour.IsPassage ? 1 : 2;
                wanted[i] += weight * neighbour.X;
                weights[i] += weight;
            }

            wanted[i] = weights[i] == 0 ? rank[i].X : wanted[i] / weights[i];
            weights[i] = Math.Max(weights[i], 1);
        }

        Spread(rank, wanted, weights);
    }

    /// <summary>
    /// The places nearest to those wanted (weighted least squares) that keep order and distance. With the distances taken off, it is isotonic regression:
    /// neighbours in the wrong order are pooled at their mean until none are.
    /// </summary>
    private static void Spread(List<LayoutNode> rank, double[] wanted, double[] weights)
    {
        var offsets = new double[rank.Count];
        for (var i = 1; i < rank.Count; i++)
            offsets[i] = offsets[i - 1] + ((rank[i - 1].Width + rank[i].Width) / 2) + (rank[i - 1].IsPassage && rank[i].IsPassage ? PassageGap : BoxGap);

        var pools = new List<(double Mean, double Weight, int Count)>();
        for (var i = 0; i < rank.Count; i++)
        {
            pools.Add((wanted[i] - offsets[i], weights[i], 1));
            while (pools.Count > 1 && pools[^2].Mean > pools[^1].Mean)
            {
                var (one, other) = (pools[^2], pools[^1]);
                pools.RemoveAt(pools.Count - 1);
                pools[^1] = (((one.Mean * one.Weight) + (other.Mean * other.Weight)) / (one.Weight + other.Weight), one.Weight + other.Weight, one.Count + other.Count);
            }
        }

        var node = 0;
        foreach (var (mean, _, count) in pools)
            for (var i = 0; i < count; i++, node++)
                rank[node].X = mean + offsets[node];
    }
}
