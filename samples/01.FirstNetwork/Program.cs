Console.WriteLine("The first network is being wired.");
